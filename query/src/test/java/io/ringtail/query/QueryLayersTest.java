package io.ringtail.query;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The boundary of this module, as drawn in {@code docs/architecture.md}; the command line does not see its classes. */
@Tag("once")
final class QueryLayersTest {
    @Test
    void shouldKeepToTheReaderTheJdkAndDuckDb() throws Exception {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.ringtail.query");
        noClasses()
                .that()
                .resideInAPackage("io.ringtail.query..")
                .should()
                .dependOnClassesThat(not(resideInAnyPackage(
                        "io.ringtail.query..",
                        "io.ringtail.reader..",
                        "io.ringtail.proto..",
                        "java..",
                        "org.duckdb..",
                        "org.jspecify..")))
                .check(classes);
        String architecture = Files.readString(Path.of("../docs/architecture.md"));
        assertThat(classes.stream().map(JavaClass::getPackageName).distinct())
                .allSatisfy(name -> assertThat(architecture).contains("| `" + name + "` |"));
    }
}
