package dev.glassplane.trace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import dev.glassplane.store.Revision;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.numbers.fraction.BigFraction;
import org.junit.jupiter.api.Test;

/** The constructors refuse nonsense. */
class TraceModelTests {

    private static final Packet PACKET = Packet.of(Protocol.TCP, Ip.parse("10.0.0.1"), 4000, Ip.parse("10.0.0.2"), 80);
    private static final DeviceRef POD = new DeviceRef(DeviceRef.Kind.POD, "demo/a", "");
    private static final End ARRIVED = End.arrived(Outcome.DELIVERED, "there");
    private static final End LOST = End.failed(Outcome.DROPPED, ReasonCode.NO_ROUTE, "lost", ClientSees.TIMEOUT);

    private static Hop hop(Optional<End> end) {
        return new Hop(POD, "", "", List.of(new Step.Sent(PACKET)), end);
    }

    private static Leg leg(End end) {
        return new Leg(List.of(hop(Optional.empty()), hop(Optional.of(end))));
    }

    private static Path path(BigFraction share, End end, Optional<Packet> delivered, Optional<Reply> reply) {
        return new Path(share, leg(end), delivered, reply, List.of(), List.of());
    }

    private static Trace trace(BigFraction rest, Path... paths) {
        return new Trace(new Revision(1), Optional.of(PACKET), "", List.of(paths), rest, Set.of(), Set.of(), Optional.empty());
    }

    @Test
    void everyHopHasAStep() {
        assertThatThrownBy(() -> new Hop(POD, "", "", List.of(), Optional.empty())).hasMessageContaining("no step");
    }

    @Test
    void onlyTheLastHopEnds() {
        assertThatThrownBy(() -> new Leg(List.of(hop(Optional.of(LOST)), hop(Optional.of(LOST))))).hasMessageContaining("hop 1 of 2");
        assertThatThrownBy(() -> new Leg(List.of(hop(Optional.empty())))).hasMessageContaining("expected an end");
    }

    @Test
    void onlyWhoHasAPacketAnswers() {
        Optional<Reply> reply = Optional.of(new Reply(leg(ARRIVED), ARRIVED, false));
        assertThatThrownBy(() -> path(BigFraction.ONE, LOST, Optional.empty(), reply)).hasMessageContaining("nobody answers");
        assertThatThrownBy(() -> path(BigFraction.ONE, LOST, Optional.of(PACKET), Optional.empty())).hasMessageContaining("DROPPED");
    }

    @Test
    void sharesAndTheRestMakeOne() {
        Path third = path(BigFraction.of(1, 3), ARRIVED, Optional.of(PACKET), Optional.empty());
        assertThat(trace(BigFraction.of(1, 3), third, third).leading()).contains(third);
        assertThatThrownBy(() -> trace(BigFraction.ZERO, third, third)).hasMessageContaining("2 / 3");
        assertThatThrownBy(() -> path(BigFraction.ZERO, LOST, Optional.empty(), Optional.empty())).hasMessageContaining("share");
    }

    @Test
    void theVerdictIsTheLikeliestOutcome() {
        Path delivered = path(BigFraction.of(1, 4), ARRIVED, Optional.of(PACKET), Optional.empty());
        Path lost = path(BigFraction.of(3, 8), LOST, Optional.empty(), Optional.empty());
        assertThat(trace(BigFraction.ZERO, delivered, lost, lost).outcome()).isEqualTo(Outcome.DROPPED);
    }

    @Test
    void arrivalHasNoReason() {
        assertThatThrownBy(() -> End.failed(Outcome.DELIVERED, ReasonCode.NO_ROUTE, "", ClientSees.TIMEOUT)).hasMessageContaining("no reason code");
    }

    @Test
    void translationsAndMarksChangeSomething() {
        assertThatThrownBy(() -> new Step.Change("DNAT", PACKET, PACKET)).hasMessageContaining("must change something");
        assertThatThrownBy(() -> new Step.Mark(1, 1)).hasMessageContaining("must change");
    }

    @Test
    void lostAnswersLookLikeATimeout() {
        Optional<Reply> lost = Optional.of(new Reply(leg(LOST), LOST, true));
        Path path = path(BigFraction.ONE, ARRIVED, Optional.of(PACKET), lost);
        assertThat(path.clientSees()).contains(ClientSees.TIMEOUT);
        assertThat(path.code()).contains(ReasonCode.NO_ROUTE);
        assertThat(path(BigFraction.ONE, ARRIVED, Optional.of(PACKET), Optional.empty()).clientSees()).isEmpty();
    }
}
