package dev.glassplane.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.dns.corefile.Corefile;
import dev.glassplane.dns.message.Response;
import dev.glassplane.dns.server.CoreDns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Every rule of the plugin kubernetes, as a table of questions and answers: {@code answers.txt}. */
class AnswersTests {

    private static final Path TABLE = Path.of("src/test/resources/dns/answers.txt");

    /** A question with the options in force and the lines expected. */
    private record Case(String options, String question, List<String> expected) {}

    @TestFactory
    Stream<DynamicTest> answers() {
        DnsCluster cluster = DnsCluster.load();
        return cases().stream().map(each -> DynamicTest.dynamicTest((each.options().isEmpty() ? "" : each.options() + ": ") + each.question(), () -> {
            String[] words = each.question().split(" ");
            CoreDns server = cluster.server(Corefile.read(corefile(each.options())));
            List<String> found = lines(server.answer(Name.fromString(words[0]), Type.value(words[1], true), DClass.IN));
            boolean bare = each.expected().size() == 1 && each.expected().getFirst().equals("NXDOMAIN");
            assertThat(bare ? found.subList(0, 1) : found).isEqualTo(each.expected());
        }));
    }

    private static String corefile(String options) {
        String own = options.contains("fallthrough") ? options : options + "; fallthrough in-addr.arpa ip6.arpa";
        return ".:53 {\n  kubernetes cluster.local in-addr.arpa ip6.arpa {\n" + own.replace(";", "\n") + "\n  }\n  forward . /etc/resolv.conf\n}\n";
    }

    private static List<String> lines(Response response) {
        return switch (response) {
            case Response.NotModelled _ -> List.of("UNSUPPORTED");
            case Response.NoReply silent -> List.of("NO REPLY " + silent.why());
            case Response.Reply reply -> {
                List<String> lines = new ArrayList<>(List.of(Rcode.string(reply.rcode())));
                reply.answer().forEach(record -> lines.add(text(record)));
                reply.authority().forEach(record -> lines.add("! " + text(record)));
                reply.additional().forEach(record -> lines.add("+ " + text(record)));
                yield lines;
            }
        };
    }

    private static String text(Record record) {
        return record.toString().replaceAll("\\s+", " ").replaceFirst("(SOA \\S+ \\S+) \\d+", "$1 SERIAL");
    }

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        String options = "";
        for (String line : read().lines().filter(each -> !each.isBlank() && !each.startsWith("#")).toList()) {
            if (line.startsWith("@")) {
                options = line.substring(1).strip();
            } else if (line.startsWith(" ")) {
                cases.getLast().expected().add(line.strip());
            } else {
                cases.add(new Case(options, line, new ArrayList<>()));
            }
        }
        return cases;
    }

    private static String read() {
        try {
            return Files.readString(TABLE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
