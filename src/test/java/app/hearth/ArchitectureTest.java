package app.hearth;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.net.Socket;
import java.net.URLConnection;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;

/// The house's plan: which room may know which. A new arrow is a decision; it is added to [#ARROWS] or not at all.
class ArchitectureTest {
    private static final JavaClasses APP = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("app.hearth");

    /// Besides these, everyone may use `platform` and `account`, and `compat` and `admin` may use all features.
    private static final Map<String, List<String>> ARROWS = Map.of(
            "platform", List.of(),
            "account", List.of(),
            "provider", List.of(),
            "model", List.of("provider"),
            "chat", List.of(),
            "run", List.of("provider", "chat", "model"),
            "admin", List.of("provider", "model", "chat", "run"),
            "compat", List.of("provider", "model", "chat", "run"));

    @Test
    void everyRoomIsOnThePlan() {
        assertThat(APP.stream()
                        .map(c -> c.getPackageName().split("\\."))
                        .filter(p -> p.length > 2)
                        .map(p -> p[2]))
                .isNotEmpty()
                .allMatch(ARROWS::containsKey);
    }

    @Test
    void roomsHaveNoCycles() {
        slices().matching("app.hearth.(*)..").should().beFreeOfCycles().check(APP);
    }

    @Test
    void roomsKnowOnlyWhatThePlanAllows() {
        ARROWS.forEach((room, others) -> {
            var known = new ArrayList<>(others);
            known.addAll(List.of(room, "platform"));
            if (!room.equals("platform")) {
                known.add("account");
            }
            var packages = known.stream().map(k -> "app.hearth." + k + "..").toArray(String[]::new);
            classes()
                    .that()
                    .resideInAPackage("app.hearth." + room + "..")
                    .should()
                    .onlyDependOnClassesThat(
                            not(resideInAPackage("app.hearth..")).or(resideInAnyPackage(packages)))
                    .allowEmptyShould(true)
                    .check(APP);
        });
    }

    @Test
    void sqlStandsInStores() {
        noClasses()
                .that()
                .haveNameNotMatching(".*Store(\\$.*)?")
                .and()
                .resideOutsideOfPackage("app.hearth.platform.db..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.jdbi..", "java.sql..")
                .check(APP);
    }

    /// Egress is the one way out; a child process's health and the database are infrastructure that it lists.
    @Test
    void onlyEgressOpensSockets() {
        noClasses()
                .that(not(resideInAnyPackage("app.hearth.platform.egress..", "app.hearth.platform.db..")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.net.http..", "org.apache.hc..")
                        .or(belongToAnyOf(
                                Socket.class,
                                URLConnection.class,
                                SocketChannel.class,
                                AsynchronousSocketChannel.class,
                                SocketFactory.class)))
                .check(APP);
    }
}
