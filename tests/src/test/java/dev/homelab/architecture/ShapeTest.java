package dev.homelab.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The shape of the code: who may know whom, and where the disk and the event loop begin. */
class ShapeTest {
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dev.homelab");

  @Test
  @DisplayName("All modules are looked at")
  void allModulesAreThere() {
    for (String one : new String[] {"log.EventLog", "edge.Agent", "hub.Hub"}) {
      ALL.get("dev.homelab." + one);
    }
  }

  private static void holds(ArchRule rule) {
    rule.check(ALL);
  }

  @Test
  @DisplayName("Hub and edge never depend on each other")
  void hubAndEdgeAreApart() {
    holds(
        noClasses()
            .that(are(resideInAPackage("dev.homelab.hub..")))
            .should()
            .dependOnClassesThat(resideInAPackage("dev.homelab.edge..")));
    holds(
        noClasses()
            .that(are(resideInAPackage("dev.homelab.edge..")))
            .should()
            .dependOnClassesThat(resideInAPackage("dev.homelab.hub..")));
  }

  @Test
  @DisplayName("What both share knows neither")
  void commonKnowsNeither() {
    holds(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "dev.homelab.hub..", "dev.homelab.edge..", "dev.homelab.bench..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("dev.homelab.hub..", "dev.homelab.edge..")));
  }

  @Test
  @DisplayName("Decisions are pure: no Vert.x, no files, no clock of their own")
  void decisionsArePure() {
    String[] pure = {"dev.homelab.world..", "dev.homelab.rules..", "dev.homelab.routing.."};
    holds(
        noClasses()
            .that()
            .resideInAnyPackage(pure)
            .should()
            .dependOnClassesThat(resideInAPackage("io.vertx..")));
    holds(
        noClasses()
            .that()
            .resideInAnyPackage("dev.homelab.world..", "dev.homelab.rules..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.nio.file.Files"));
    holds(
        noClasses()
            .that()
            .resideInAnyPackage(pure)
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime"));
  }

  @Test
  @DisplayName("L2: log, sync and actions reach files through the narrow disk only")
  void oneWayToFiles() {
    // Keys and the root's nonce are files of their own, made before anything else.
    holds(
        noClasses()
            .that()
            .resideInAnyPackage("dev.homelab.log..", "dev.homelab.sync..", "dev.homelab.action..")
            .and()
            .doNotHaveSimpleName("KeyFile")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.nio.file.Files"));
  }

  @Test
  @DisplayName("L2: nobody writes with Vert.x's AsyncFile")
  void noAsyncFile() {
    holds(
        noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.vertx.core.file.AsyncFile"));
  }

  @Test
  @DisplayName("No circles between packages")
  void noCircles() {
    holds(slices().matching("dev.homelab.(**)").should().beFreeOfCycles());
  }

  @Test
  @DisplayName("Names say what a thing is in the circle")
  void names() {
    holds(
        noClasses()
            .should()
            .haveNameMatching(".*(Impl|Util|Utils|Helper|Manager|Dto)")
            .orShould()
            .haveSimpleNameStartingWith("Abstract"));
  }

  @Test
  @DisplayName("Every package is null-marked")
  void nullMarked() {
    holds(
        classes().that().haveSimpleName("package-info").should().beAnnotatedWith(NullMarked.class));
  }
}
