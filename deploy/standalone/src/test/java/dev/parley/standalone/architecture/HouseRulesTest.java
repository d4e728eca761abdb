package dev.parley.standalone.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.UUID;

/** What no class of ours does. What protoc and Micronaut generate is not looked at. */
@AnalyzeClasses(
        packages = "dev.parley",
        importOptions = {ImportOption.DoNotIncludeTests.class, NotGenerated.class})
class HouseRulesTest {
    @ArchTest
    static final ArchRule STATIC_STATE = noFields()
            .that()
            .areStatic()
            .should()
            .notHaveModifier(JavaModifier.FINAL)
            .because("state belongs to objects that somebody made and can make again");

    @ArchTest
    static final ArchRule FIELD_INJECTION =
            noFields().should().beAnnotatedWith(Inject.class).because("wiring goes through the constructor");

    @ArchTest
    static final ArchRule NAMES_OF_A_KIND = noClasses()
            .should()
            .haveNameMatching(".*(Utils?|Helper|Manager|Impl)")
            .orShould()
            .resideInAnyPackage("..util..", "..utils..", "..impl..", "..dto..", "..controller..", "..service..")
            .because("a name says what a thing does for the mesh, not of what kind it is");

    @ArchTest
    static final ArchRule TIME_AND_CHANCE_ARE_GIVEN = noClasses()
            .that()
            .areNotAnnotatedWith(Factory.class)
            .and()
            .resideInAnyPackage(
                    "dev.parley.task..",
                    "dev.parley.router..",
                    "dev.parley.registry..",
                    "dev.parley.embed..",
                    "dev.parley.edge..")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(UUID.class, "randomUUID")
            .orShould()
            .callMethod(Math.class, "random")
            .because("clock, ids and chance come through the constructor, so that tests can set them");
}
