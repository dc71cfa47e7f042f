package dev.glassplane.trace.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Protocol;
import dev.glassplane.store.Revision;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class RequestReaderTests {

    private static TraceRequest read(String json) {
        return RequestReader.read((ObjectNode) JsonMapper.shared().readTree(json), 1);
    }

    private static RequestException refused(String json) {
        return catchThrowableOfType(RequestException.class, () -> read(json));
    }

    private static From from(String value) {
        return read("{\"from\":" + value + ",\"to\":\"1.2.3.4:80\"}").from();
    }

    private static To to(String value) {
        return read("{\"from\":\"external\",\"to\":" + value + "}").to();
    }

    @Test
    void sendersAreReadAsTextAndAsObject() {
        assertThat(from("\"pod/shop/web-0\"")).isEqualTo(new From.PodSource("shop", "web-0")).isEqualTo(from("{\"pod\":\"shop/web-0\"}"));
        assertThat(from("\"node/node-a\"")).isEqualTo(new From.NodeSource("node-a")).isEqualTo(from("{\"node\":\"node-a\"}"));
        assertThat(from("\"external\"")).isEqualTo(new From.External(Optional.empty())).isEqualTo(from("{\"external\":true}"));
        assertThat(from("\"10.0.1.7\"")).isEqualTo(new From.Address(Ip.parse("10.0.1.7"))).isEqualTo(from("{\"ip\":\"10.0.1.7\"}"));
        assertThat(from("{\"external\":true,\"ip\":\"192.0.2.1\"}")).isEqualTo(new From.External(Optional.of(Ip.parse("192.0.2.1"))));
        assertThat(from("{\"ip\":\"10.9.0.5\",\"node\":\"node-b\"}")).isEqualTo(new From.AtNode(Ip.parse("10.9.0.5"), "node-b"));
    }

    @Test
    void targetsAreReadAsTextAndAsObject() {
        assertThat(to("\"service/shop/web:http\"")).isEqualTo(new To.ServiceTarget("shop", "web", Optional.of("http")))
                .isEqualTo(to("{\"service\":\"shop/web\",\"port\":\"http\"}"));
        assertThat(to("\"service/shop/web\"")).isEqualTo(new To.ServiceTarget("shop", "web", Optional.empty()));
        assertThat(to("{\"service\":\"shop/web\",\"port\":80}")).isEqualTo(new To.ServiceTarget("shop", "web", Optional.of("80")));
        assertThat(to("\"pod/shop/web-0:8080\"")).isEqualTo(new To.PodTarget("shop", "web-0", Optional.of("8080")));
        assertThat(to("\"node/node-a:30080\"")).isEqualTo(new To.NodeTarget("node-a", OptionalInt.of(30_080)))
                .isEqualTo(to("{\"node\":\"node-a\",\"port\":30080}"));
        assertThat(to("\"10.100.0.1:443\"")).isEqualTo(new To.AddressTarget(Ip.parse("10.100.0.1"), OptionalInt.of(443)))
                .isEqualTo(to("{\"ip\":\"10.100.0.1\",\"port\":443}"));
        assertThat(to("\"[fd00::1]:443\"")).isEqualTo(new To.AddressTarget(Ip.parse("fd00::1"), OptionalInt.of(443)));
        assertThat(to("\"fd00::1\"")).isEqualTo(new To.AddressTarget(Ip.parse("fd00::1"), OptionalInt.empty()));
    }

    @Test
    void hostNamesAreLeftToTheSendersResolver() {
        assertThat(to("\"web.shop.svc.cluster.local:80\"")).isEqualTo(new To.HostTarget("web.shop.svc.cluster.local", OptionalInt.of(80)))
                .isEqualTo(to("{\"host\":\"web.shop.svc.cluster.local\",\"port\":80}"));
        assertThat(to("\"Web.\"")).isEqualTo(new To.HostTarget("Web.", OptionalInt.empty()));
    }

    @ParameterizedTest
    @CsvSource({"example.com/path, http://example.com/path", "http://example.com, http://example.com/", "https://Example.com:443/x?y=1#z, https://example.com/x?y=1",
        "http://10.0.0.1:8080?a=b, http://10.0.0.1:8080/?a=b", "'http://[2001:db8::1]/', 'http://[2001:db8::1]/'"})
    void urls(String text, String read) {
        assertThat(to("\"" + text + "\"")).isInstanceOf(To.Url.class).hasToString(read);
    }

    @Test
    void gatewaysAndIngresses() {
        assertThat(to("\"gateway/shop/edge\"")).isEqualTo(new To.Entrance("Gateway", "shop", "edge", OptionalInt.empty(), "/"));
        assertThat(to("\"ingress/shop/front:8080/a/b?c=d\"")).isEqualTo(new To.Entrance("Ingress", "shop", "front", OptionalInt.of(8080), "/a/b?c=d"))
                .isEqualTo(to("{\"ingress\":\"shop/front\",\"port\":8080,\"path\":\"/a/b?c=d\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://", "https:///x", "http://exa mple/", "http://example.com:99999/", "http://example.com/a b", "gateway/edge", "gateway/Shop/edge"})
    void urlsThatMeanNothing(String text) {
        assertThat(refused("{\"from\":\"external\",\"to\":\"" + text + "\"}").field()).isEqualTo("to");
    }

    @Test
    void whatIsSaidBelongsToAUrl() {
        assertThat(refused("{\"from\":\"external\",\"to\":\"1.2.3.4:80\",\"method\":\"POST\"}").field()).isEqualTo("method");
        assertThat(refused("{\"from\":\"external\",\"to\":\"http://example.com/\",\"headers\":\"no colon\"}").field()).isEqualTo("headers");
        assertThat(refused("{\"from\":\"external\",\"to\":\"http://example.com/\",\"protocol\":\"UDP\"}").field()).isEqualTo("protocol");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pod/web-0", "pods/shop/web-0", "pod/shop/Web", "10.0.0", "10.0.0.1/24", "", "node/"})
    void senderThatMeansNothing(String text) {
        RequestException refusal = refused("{\"from\":\"" + text + "\",\"to\":\"1.2.3.4:80\"}");
        assertThat(refusal.field()).isEqualTo("from");
        assertThat(refusal.kind()).isEqualTo(RequestException.Kind.INVALID);
        assertThat(refusal.getMessage()).startsWith("from: expected ").contains("found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"service/web", "svc/shop/web", "10.0.0.1:0", "10.0.0.1:65536", "10.0.0.1:http", "10.0.0.300:80", "[fd00::1", "[fd00::1]80",
        "node/node-a:http", "service/shop/web:", "pod"})
    void targetThatMeansNothing(String text) {
        RequestException refusal = refused("{\"from\":\"external\",\"to\":\"" + text + "\"}");
        assertThat(refusal.field()).isEqualTo("to");
        assertThat(refusal.expected()).isNotEmpty();
        assertThat(refusal.found()).isNotEmpty();
    }

    @Test
    void slipsGetASuggestion() {
        assertThat(refused("{\"from\":\"external\",\"to\":\"services/shop/web\"}").getMessage()).contains("did you mean service?");
        assertThat(refused("{\"from\":\"external\",\"to\":\"1.2.3.4:80\",\"sed\":3}").getMessage())
                .startsWith("sed: expected one of ").contains("did you mean seed?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ignore", "state", "tcpFlags", "dscp", "mark", "time"})
    void fieldsThatAreNotModelledAreRefusedNotIgnored(String field) {
        RequestException refusal = refused("{\"from\":\"external\",\"to\":\"1.2.3.4:80\",\"" + field + "\":\"x\"}");
        assertThat(refusal.field()).isEqualTo(field);
        assertThat(refusal.getMessage()).contains("not modelled").contains("limit: trace-fields");
    }

    @Test
    void missingEndsAreNamed() {
        assertThat(refused("{\"to\":\"1.2.3.4:80\"}").getMessage()).startsWith("from: expected").contains("found nothing");
        assertThat(refused("{\"from\":\"external\"}").getMessage()).startsWith("to: expected").contains("found nothing");
    }

    @Test
    void defaultsAreOnePathWithItsAnswer() {
        TraceRequest request = read("{\"from\":\"external\",\"to\":\"1.2.3.4:80\"}");
        assertThat(request.allPaths()).isFalse();
        assertThat(request.reply()).isTrue();
        assertThat(request.detail()).isEqualTo(Detail.summary);
        assertThat(request.seed()).isEqualTo(1);
        assertThat(request.maxPaths()).isEqualTo(TraceRequest.DEFAULT_MAX_PATHS);
    }

    @Test
    void everyFieldMayBeText() {
        TraceRequest typed = read("""
                {"from":"external","to":"service/a/b","via":"nodePort","protocol":"UDP","sourcePort":4000,"paths":"all","maxPaths":5,"seed":-3,
                 "pick":{"endpoint":"10.0.0.1:53"},"return":false,"detail":"full","minRevision":9}""");
        TraceRequest text = read("""
                {"from":"external","to":"service/a/b","via":"nodePort","protocol":"udp","sourcePort":"4000","paths":"all","maxPaths":"5","seed":"-3",
                 "pick":"10.0.0.1:53","return":"false","detail":"full","minRevision":"9"}""");
        assertThat(typed).isEqualTo(text);
        assertThat(typed.via()).isEqualTo(Via.nodePort);
        assertThat(typed.protocol()).contains(Protocol.UDP);
        assertThat(typed.pick()).contains(new IpPort(Ip.parse("10.0.0.1"), 53));
        assertThat(typed.minRevision()).contains(new Revision(9));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"\"paths\":\"some\"|paths", "\"maxPaths\":0|maxPaths", "\"maxPaths\":1025|maxPaths", "\"sourcePort\":70000|sourcePort",
        "\"seed\":\"x\"|seed", "\"pick\":\"10.0.0.1\"|pick", "\"pick\":{\"endpoint\":\"a:1\"}|pick.endpoint", "\"pick\":{\"pod\":\"a/b\"}|pick.pod",
        "\"return\":\"maybe\"|return", "\"detail\":\"brief\"|detail", "\"protocol\":\"GRE\"|protocol", "\"via\":\"nodePort\"|via", "\"seed\":[1]|seed"})
    void badFieldsAreNamed(String field, String name) {
        assertThat(refused("{\"from\":\"external\",\"to\":\"1.2.3.4:80\"," + field + "}").field()).isEqualTo(name);
    }

    @Test
    void endsAsObjectsRefuseWhatTheyDoNotKnow() {
        assertThat(refused("{\"from\":{\"pod\":\"a/b\",\"node\":\"n\"},\"to\":\"1.2.3.4:80\"}").getMessage()).contains("pod alone");
        assertThat(refused("{\"from\":{\"pods\":\"a/b\"},\"to\":\"1.2.3.4:80\"}").getMessage()).startsWith("from.pods").contains("did you mean pod?");
        assertThat(refused("{\"from\":\"external\",\"to\":{\"service\":\"a/b\",\"pod\":\"a/b\"}}").getMessage()).contains("exactly one of");
        assertThat(refused("{\"from\":[],\"to\":\"1.2.3.4:80\"}").field()).isEqualTo("from");
    }
}
