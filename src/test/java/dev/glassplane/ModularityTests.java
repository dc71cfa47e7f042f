package dev.glassplane;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/** The arrows between modules, as docs/architecture.md draws them. */
class ModularityTests {

    private static final JavaClasses MAIN =
            new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.glassplane");

    @Test
    void modulesUseOnlyWhatTheyDeclare() {
        ApplicationModules.of(GlassplaneApplication.class).verify();
    }

    @Test
    void theKernelAndItsValuesKnowNoSpring() {
        noClasses().that().resideInAnyPackage("dev.glassplane.net..", "dev.glassplane.linux..")
                .and().haveSimpleNameNotEndingWith("package-info")
                .should().dependOnClassesThat().resideInAPackage("org.springframework..").check(MAIN);
    }

    @Test
    void nobodyUsesTheOldJackson() {
        noClasses().should().dependOnClassesThat().resideInAPackage("com.fasterxml.jackson.databind..")
                .because("fabric8's models are Jackson 3 classes; Jackson 2 writes them wrong without an error").check(MAIN);
    }
}
