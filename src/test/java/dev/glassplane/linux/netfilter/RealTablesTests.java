package dev.glassplane.linux.netfilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.glassplane.linux.IptablesText;
import dev.glassplane.net.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tables that a real kube-proxy programmed, where they are at hand: read as rules and printed, they are the same text. */
class RealTablesTests {

    private static final Path DUMPS = Stream.of("../shared", "../../shared").map(root -> Path.of(root, "conformance", "kube-proxy"))
            .filter(Files::isDirectory).findFirst().orElse(Path.of("../shared/conformance/kube-proxy"));

    @Test
    void realTablesArePrintedAsTheyWere() throws IOException {
        assumeTrue(Files.isDirectory(DUMPS), "no recorded tables at " + DUMPS);
        List<Path> files;
        try (Stream<Path> all = Files.walk(DUMPS)) {
            files = all.filter(file -> file.getFileName().toString().endsWith("tables-save")).toList();
        }
        assertThat(files).hasSizeGreaterThan(20).allSatisfy(file -> {
            Family family = file.getFileName().toString().startsWith("ip6") ? Family.IPV6 : Family.IPV4;
            String text = Files.readString(file).lines().filter(line -> !line.startsWith("#")).map(line -> line + "\n").collect(Collectors.joining());
            assertThat(IptablesSave.print(Netfilter.of(List.of(IptablesText.parse(family, text))), family)).isEqualTo(text);
        });
    }
}
