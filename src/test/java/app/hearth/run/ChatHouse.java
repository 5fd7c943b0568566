package app.hearth.run;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What the tests around a person's chats begin with, on either database: a house whose models say yes, and Alice in it.
@ParameterizedClass
@EnumSource(Engine.class)
abstract class ChatHouse {
    @Parameter
    Engine engine;

    @TempDir
    Path data;

    TestHouse house;
    Person alice;

    @BeforeEach
    void open() {
        house = new TestHouse(data, engine.settings());
        house.upstream.answers = request -> ScriptedGateway.says("yes");
        alice = house.signUp("alice");
    }

    @AfterEach
    void close() {
        house.close();
    }
}
