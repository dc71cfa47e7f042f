package dev.glassplane.linux.netfilter;

import static dev.glassplane.linux.netfilter.NftText.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.glassplane.linux.netfilter.BaseChain.Type;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class NftEvaluatorTests {

    private static final List<PacketField> SERVICE = List.of(PacketField.DESTINATION, PacketField.PROTOCOL, PacketField.DESTINATION_PORT);
    private static final Packet TO_SERVICE = packet("10.100.0.10", 80);

    private static Packet packet(String destination, int port) {
        return Packet.of(Protocol.TCP, Ip.parse("10.0.0.2"), 4000, Ip.parse(destination), port);
    }

    private static NftText services() {
        return new NftText(Family.IPV4).set("service-ips", true, List.of(NftValue.Type.IPV4_ADDR, NftValue.Type.INET_PROTO, NftValue.Type.INET_SERVICE))
                .element("service-ips", NftKey.of(Ip.parse("10.100.0.10"), Protocol.TCP, 80), NftElement.of(new Statement.Goto("web")))
                .dynamic("seen", Duration.ofSeconds(600))
                .base("nat", Type.NAT, Hook.PREROUTING, -100, rule(new Statement.Jump("services")))
                .chain("services", rule(new Statement.VerdictMap(SERVICE, "service-ips")), rule(new Statement.SetMark(1, 1)))
                .chain("web", rule(new Statement.Goto("a"), new Match.InNftSet(List.of(PacketField.SOURCE), "seen", false)),
                        rule(new Statement.RandomVerdict(List.of(new Statement.Goto("a")))))
                .chain("a", rule(new Statement.UpdateSet("seen", PacketField.SOURCE)),
                        rule(new Statement.Dnat(new IpPort(Ip.parse("10.0.0.9"), 8080)), new Match.ProtocolIs(Protocol.TCP)));
    }

    @Test
    void aVerdictMapThatSaysNothingIsARuleThatDoesNotMatch() {
        NftText text = services();
        RecordingView view = new RecordingView(packet("10.100.0.10", 81), 1).with(text.tables());
        assertThat(Evaluator.walk(text.netfilter(), text.find("nat"), view)).isInstanceOf(Verdict.Accepted.class);
        assertThat(view.log).containsExactly("matched nat/1 jump +0", "asked @service-ips 10.100.0.10 . tcp . 81 nothing", "matched services/2 continue +1",
                "mark 1", "ended services return +0", "ended nat accept +0");
    }

    @Test
    void aVerdictOfAMapCountsAsTheRuleThatMatchedAndSetsRemember() {
        NftText text = services();
        RecordingView view = new RecordingView(TO_SERVICE, 1).with(text.tables());
        assertThat(Evaluator.walk(text.netfilter(), text.find("nat"), view)).isInstanceOf(Verdict.Translate.class);
        assertThat(view.log).containsExactly("matched nat/1 jump +0", "asked @service-ips 10.100.0.10 . tcp . 80 goto web", "matched services/1 goto +0",
                "asked @seen 10.0.0.2 nothing", "asked anonymous map 0 goto a", "matched web/2 goto +1", "matched a/1 continue +0", "matched a/2 dnat +0");
        view.log.clear();
        Evaluator.walk(text.netfilter(), text.find("nat"), view);
        assertThat(view.log).containsSequence("asked @seen 10.0.0.2 10.0.0.2", "matched web/1 goto +0", "matched a/1 continue +0");
    }

    @Test
    void aRandomVerdictIsOneDrawOfEqualWeights() {
        NftText text = new NftText(Family.IPV4).chain("a").chain("b").chain("c").base("nat", Type.NAT, Hook.PREROUTING, -100,
                rule(new Statement.RandomVerdict(List.of(new Statement.Goto("a"), new Statement.Goto("b"), new Statement.Goto("c")))));
        RecordingView view = new RecordingView(TO_SERVICE, 1).with(text.tables());
        Evaluator.walk(text.netfilter(), text.find("nat"), view);
        assertThat(view.log.getFirst()).startsWith("draw t/nat/1 [1 / 3, 1 / 3, 1 / 3] ");
    }

    @Test
    void conditionsAreAskedInTheOrderOfTheRule() {
        NftText text = new NftText(Family.IPV4).set("ips", false, List.of(NftValue.Type.IPV4_ADDR))
                .element("ips", NftKey.of(Ip.parse("10.100.0.10")), NftElement.MEMBER)
                .base("f", Type.FILTER, Hook.FORWARD, 0, rule(new Statement.Drop(), new Match.InNftSet(List.of(PacketField.DESTINATION), "ips", false),
                        new Match.Source(Cidr.parse("192.168.0.0/16"), false)));
        RecordingView view = new RecordingView(TO_SERVICE, 1).with(text.tables());
        assertThat(Evaluator.walk(text.netfilter(), text.find("f"), view)).isInstanceOf(Verdict.Accepted.class);
        assertThat(view.log).containsExactly("asked @ips 10.100.0.10 10.100.0.10", "ended f accept +1");
    }

    @Test
    void aPacketWithoutPortsMatchesNoRuleThatAsksForOne() {
        NftText text = services();
        Packet ping = new Packet(Ip.parse("10.0.0.2"), Ip.parse("10.100.0.10"), Protocol.ICMP, 0, 0, 64, 84);
        RecordingView view = new RecordingView(ping, 1).with(text.tables());
        Evaluator.walk(text.netfilter(), text.find("nat"), view);
        assertThat(view.log).startsWith("matched nat/1 jump +0", "matched services/2 continue +1");
    }

    @Test
    void aSetThatDoesNotExistIsNamed() {
        NftText text = new NftText(Family.IPV4).base("f", Type.FILTER, Hook.FORWARD, 0, rule(new Statement.VerdictMap(SERVICE, "gone")));
        assertThatIllegalStateException().isThrownBy(() -> Evaluator.walk(text.netfilter(), text.find("f"), new RecordingView(TO_SERVICE, 1).with(text.tables())))
                .withMessage("table t: a rule asks set or map gone, which does not exist");
    }
}
