package dev.parley.standalone.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/** Arrows point inward: a service imports proto and service-kit, and what it does imports nothing of how it is reached or stored. */
@AnalyzeClasses(
        packages = "dev.parley",
        importOptions = {ImportOption.DoNotIncludeTests.class, NotGenerated.class})
class ImportDirectionTest {
    private static final List<String> SERVICES = List.of("edge", "task", "router", "registry", "embed");

    @ArchTest
    void service_importsNoOtherService(JavaClasses classes) {
        for (String service : SERVICES) {
            String[] others = SERVICES.stream()
                    .filter(other -> !other.equals(service))
                    .map(other -> "dev.parley." + other + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("dev.parley." + service + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .because("a service knows the others only through proto")
                    .check(classes);
        }
    }

    @ArchTest
    static final ArchRule SERVICE_IMPORTS_NOTHING_THAT_RUNS_IT = noClasses()
            .that()
            .resideInAnyPackage(packages(SERVICES))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.parley.standalone..", "dev.parley.cli..", "dev.parley.examples..", "dev.parley.bench..");

    @ArchTest
    static final ArchRule SERVICE_KIT_IMPORTS_ONLY_PROTO = noClasses()
            .that()
            .resideInAPackage("dev.parley.kit..")
            .should()
            .dependOnClassesThat(
                    resideInAPackageOfOurs().and(resideOutsideOfPackages("dev.parley.kit..", "dev.parley.proto..")));

    @ArchTest
    static final ArchRule PROTO_IMPORTS_NOTHING_OF_OURS = noClasses()
            .that()
            .resideInAPackage("dev.parley.proto..")
            .should()
            .dependOnClassesThat(resideInAPackageOfOurs().and(resideOutsideOfPackages("dev.parley.proto..")));

    @ArchTest
    static final ArchRule DOMAIN_KNOWS_NEITHER_GRPC_NOR_SQL = noClasses()
            .that()
            .resideInAnyPackage(packages(SERVICES))
            .and()
            .resideOutsideOfPackages("..rpc..", "..postgres..")
            .and()
            .resideOutsideOfPackages(roots(SERVICES))
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage(packages(SERVICES)).and(resideInAnyPackage("..rpc..", "..postgres..")))
            .because("rpc and postgres import the domain, never the reverse; the root package wires them");

    private static DescribedPredicate<JavaClass> resideInAPackageOfOurs() {
        return resideInAnyPackage("dev.parley..");
    }

    private static String[] roots(List<String> services) {
        return services.stream().map(service -> "dev.parley." + service).toArray(String[]::new);
    }

    private static String[] packages(List<String> services) {
        return services.stream().map(service -> "dev.parley." + service + "..").toArray(String[]::new);
    }
}
