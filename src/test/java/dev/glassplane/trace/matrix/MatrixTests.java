package dev.glassplane.trace.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.scenarios.Scenario;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.trace.model.Path;
import dev.glassplane.trace.model.Trace;
import dev.glassplane.trace.render.MatrixCsv;
import dev.glassplane.trace.render.MatrixJson;
import dev.glassplane.trace.render.MatrixText;
import dev.glassplane.trace.request.RequestException;
import dev.glassplane.trace.request.RequestReader;
import dev.glassplane.trace.walk.Tracing;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class MatrixTests {

    private static final Scenario CLUSTER = Scenario.load(Scenario.FOLDER.resolve("policy-ingress"));

    private static Matrix matrix(Set<String> namespaces, String... ports) {
        return MatrixRun.of(new MatrixRequest(namespaces, List.of(ports).stream().map(PortWish::parse).toList()), CLUSTER.network(), 1);
    }

    private static List<String> targets(Matrix matrix) {
        return matrix.targets().stream().map(Matrix.Target::toString).toList();
    }

    private static String row(Matrix matrix, String sender) {
        StringBuilder marks = new StringBuilder();
        matrix.cells().get(matrix.senders().stream().map(ObjectKey::qualifiedName).toList().indexOf(sender)).forEach(result -> marks.append(result.mark()));
        return marks.toString();
    }

    @Test
    void everyCellIsWhatItsTraceSays() {
        Matrix matrix = matrix(Set.of(), "http", "9090", "53/UDP");
        assertThat(matrix.senders()).hasSize(6);
        for (int row = 0; row < matrix.senders().size(); row++) {
            for (int column = 0; column < matrix.targets().size(); column++) {
                Matrix.Target target = matrix.targets().get(column);
                ObjectNode spec = JsonNodeFactory.instance.objectNode().put("from", "pod/" + matrix.senders().get(row).qualifiedName())
                        .put("to", "pod/" + target.pod().qualifiedName() + ":" + target.door().number()).put("protocol", target.door().protocol().name());
                Trace trace = Tracing.answer(RequestReader.read(spec, 1), CLUSTER.network());
                Matrix.Result cell = matrix.cells().get(row).get(column);
                assertThat(cell.outcome()).as(spec.toString()).contains(trace.outcome());
                assertThat(cell.code()).as(spec.toString()).isEqualTo(trace.leading().flatMap(Path::code));
                assertThat(cell.sees()).as(spec.toString()).isEqualTo(trace.leading().flatMap(Path::clientSees));
            }
        }
    }

    @Test
    void policiesShowInTheirColumns() {
        Matrix matrix = matrix(Set.of("demo"), "http");
        assertThat(targets(matrix)).containsExactly("demo/agent:9100/TCP", "demo/client:8080/TCP", "demo/web-7d4b9-aaaaa:8080/TCP",
                "demo/web-7d4b9-bbbbb:8080/TCP");
        assertThat(row(matrix, "demo/client")).isEqualTo("....");
        assertThat(row(matrix, "demo/stranger")).isEqualTo(".III");
        assertThat(row(matrix, "demo/agent")).as("a node's own processes reach its own pods").isEqualTo(".II.");
        assertThat(row(matrix, "demo/web-7d4b9-aaaaa")).as("a pod reaches itself").isEqualTo(".I.I");
        assertThat(matrix.leftOut()).extracting(left -> left.pod().name() + " " + left.why())
                .containsExactly("stranger is not asked: none of its containers has a port of that name");
    }

    @Test
    void portsThatContainersDeclareIfNobodyNamesOne() {
        assertThat(targets(matrix(Set.of("demo")))).containsExactly("demo/agent:9100/TCP", "demo/client:8080/TCP", "demo/web-7d4b9-aaaaa:8080/TCP",
                "demo/web-7d4b9-aaaaa:9090/TCP", "demo/web-7d4b9-bbbbb:8080/TCP", "demo/web-7d4b9-bbbbb:9090/TCP");
        assertThat(targets(matrix(Set.of("other"), "80", "80/tcp", "53/udp"))).as("each once").containsExactly("other/visitor:80/TCP", "other/visitor:53/UDP");
    }

    @Test
    void refusalsSayWhatWouldBeRight() {
        assertThatThrownBy(() -> matrix(Set.of("dem"))).isInstanceOf(RequestException.class)
                .hasMessage("namespace: there are no pods in dem; did you mean demo?");
        assertThatThrownBy(() -> matrix(Set.of("demo"), "htp")).hasMessage("port: no container has a port named htp; did you mean http?; named ports: http, metrics");
        for (String wrong : List.of("0", "65536", "80/ICMP", "80/TCP/x", "/TCP")) {
            assertThatThrownBy(() -> PortWish.parse(wrong)).as(wrong).isInstanceOf(RequestException.class).hasMessageContaining(wrong);
        }
        List<PortWish> many = java.util.stream.IntStream.rangeClosed(1, 3_000).mapToObj(number -> PortWish.parse(Integer.toString(number))).toList();
        assertThatThrownBy(() -> MatrixRun.of(new MatrixRequest(Set.of(), many), CLUSTER.network(), 1)).hasMessageContaining("at most 100000 cells");
    }

    @Test
    void forATerminal() {
        assertThat(MatrixText.print(matrix(Set.of("demo"), "http"))).startsWith("""
                5 pods ask 4 ports of pods: 11 of 20 connections come about (revision %s)

                                      1 2 3 4
                demo/agent            . I I .
                demo/client           . . . .
                demo/stranger         . I I I
                demo/web-7d4b9-aaaaa  . I . I
                demo/web-7d4b9-bbbbb  . I I .

                   1  demo/agent:9100/TCP
                   2  demo/client:8080/TCP
                   3  demo/web-7d4b9-aaaaa:8080/TCP
                   4  demo/web-7d4b9-bbbbb:8080/TCP

                .  11 times DELIVERED, the sender sees connected; first demo/agent -> demo/agent:9100/TCP: node node-b has it
                I  4 times DROPPED DEFAULT_DENY_INGRESS, the sender sees timeout; first demo/agent -> demo/client:8080/TCP: node node-a drops it \
                """.formatted(CLUSTER.dataplane().revision())).contains("no rule", "left out: demo/stranger", "note: NetworkPolicy demo/default-deny");
    }

    @Test
    void forProgramsAndSpreadsheets() {
        Matrix matrix = matrix(Set.of("demo"), "http");
        ObjectNode json = MatrixJson.of(matrix);
        assertThat(json.at("/senders/1").asString()).isEqualTo("demo/client");
        assertThat(json.at("/targets/2").toString()).isEqualTo("{\"pod\":\"demo/web-7d4b9-aaaaa\",\"port\":8080,\"protocol\":\"TCP\"}");
        assertThat(json.at("/results").get(json.at("/cells/2/1").asInt()).get("mark").asString()).isEqualTo("I");
        assertThat(json.at("/results/0").toString()).startsWith("{\"mark\":\".\",\"connected\":true,\"outcome\":\"DELIVERED\",\"clientSees\":\"connected\",\"cells\":11,");
        assertThat(MatrixCsv.print(matrix).lines()).hasSize(21).contains("from,to,port,protocol,connected,outcome,code,clientSees",
                "demo/client,demo/web-7d4b9-bbbbb,8080,TCP,true,DELIVERED,,connected",
                "demo/stranger,demo/client,8080,TCP,false,DROPPED,DEFAULT_DENY_INGRESS,timeout");
    }
}
