package app.hearth.compat.openwebui;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Open WebUI's permission tree, filled with what this house offers; its clients hide what is false.
final class Permissions {
    private static final Map<String, List<String>> NAMES = Map.of(
            "workspace",
            List.of("models", "knowledge", "prompts", "tools", "skills"),
            "sharing",
            List.of("public_models", "public_knowledge", "public_prompts", "public_tools", "public_notes"),
            "chat",
            List.of(
                    "controls",
                    "system_prompt",
                    "params",
                    "file_upload",
                    "web_upload",
                    "delete",
                    "delete_message",
                    "edit",
                    "share",
                    "export",
                    "import",
                    "stt",
                    "tts",
                    "call",
                    "multiple_models",
                    "temporary",
                    "temporary_enforced",
                    "continue_response",
                    "regenerate_response",
                    "rate_response",
                    "valves"),
            "features",
            List.of(
                    "api_keys",
                    "web_search",
                    "image_generation",
                    "code_interpreter",
                    "notes",
                    "channels",
                    "folders",
                    "memories",
                    "calendar",
                    "direct_tool_servers",
                    "automations"),
            "settings",
            List.of("interface"),
            "access_grants",
            List.of("allow_users"));

    private static final List<String> OFFERED = List.of(
            "chat.controls",
            "chat.system_prompt",
            "chat.params",
            "chat.file_upload",
            "chat.delete",
            "chat.delete_message",
            "chat.edit",
            "chat.multiple_models",
            "chat.temporary",
            "chat.continue_response",
            "chat.regenerate_response",
            "features.api_keys",
            "settings.interface");

    static Map<String, Map<String, Boolean>> tree() {
        var tree = new LinkedHashMap<String, Map<String, Boolean>>();
        NAMES.forEach((group, names) -> {
            var flags = new LinkedHashMap<String, Boolean>();
            names.forEach(name -> flags.put(name, OFFERED.contains(group + "." + name)));
            tree.put(group, flags);
        });
        return tree;
    }

    private Permissions() {}
}
