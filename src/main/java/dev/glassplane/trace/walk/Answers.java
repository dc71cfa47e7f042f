package dev.glassplane.trace.walk;

import dev.glassplane.loadbalancer.evaluate.Headers;
import dev.glassplane.net.Packet;
import dev.glassplane.trace.device.Carried.Stop;
import dev.glassplane.trace.device.Conversation;
import dev.glassplane.trace.device.Journey;
import dev.glassplane.trace.device.Place;
import dev.glassplane.trace.model.Assumption;
import dev.glassplane.trace.model.ClientSees;
import dev.glassplane.trace.model.Hop;
import dev.glassplane.trace.model.HttpAnswer;
import dev.glassplane.trace.model.Outcome;
import dev.glassplane.trace.model.Path;
import dev.glassplane.trace.model.Reply;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a client of HTTP is answered: by the program that has the request, by a load balancer that answers itself, or by the last one that waits in vain
 * for somebody behind it (RFC 9110, 15.6.3 and 15.6.5: 502 if the connection is refused, 504 if nothing comes).
 */
final class Answers {

    private static final int OK = 200;
    private static final int BAD_GATEWAY = 502;
    private static final int GATEWAY_TIMEOUT = 504;

    private final Journey journey;
    private final Back back;

    /** Walks the answer to a packet that somebody has. */
    @FunctionalInterface
    interface Back {
        Reply reply(Place at, Packet delivered, List<Hop> there);
    }

    /** What came of it: the answer's way, and the answer. */
    record Given(Optional<Reply> reply, Optional<Path.Answered> answer) {}

    Answers(Journey journey, Back back) {
        this.journey = journey;
        this.back = back;
    }

    /**
     * @param stop   where the request's way ended
     * @param reply  the way of an answer to it
     * @param wanted whether ways back are asked for
     */
    Given given(Stop stop, Optional<Reply> reply, boolean wanted) {
        Conversation conversation = journey.conversation();
        if (conversation.talk().isEmpty()) {
            return new Given(reply, Optional.empty());
        }
        Optional<HttpAnswer> own = conversation.answer();
        boolean program = stop.end().outcome() == Outcome.DELIVERED;
        boolean lost = stop.delivered().isEmpty() || reply.filter(way -> !way.returned()).isPresent();
        Optional<Conversation.Reader> reader = lost && own.isEmpty() && known(stop.end().outcome()) ? conversation.lastReader() : Optional.empty();
        if (reader.isPresent()) {
            return instead(stop, reply, reader.get(), wanted);
        }
        Optional<HttpAnswer> answer = own.or(() -> program ? Optional.of(assumed(stop)) : Optional.empty());
        return new Given(reply, answer.map(http -> new Path.Answered(http.with(conversation.passedBack(http.headers())), reply.map(Reply::returned))));
    }

    private static boolean known(Outcome outcome) {
        return switch (outcome) {
            case DELIVERED, REJECTED, DROPPED, UNREACHABLE, LOOP, EXITS_NETWORK -> true;
            case ANSWERED, INSUFFICIENT_INFO, UNSUPPORTED -> false;
        };
    }

    private HttpAnswer assumed(Stop stop) {
        journey.assume(Assumption.ASSUMED_HTTP_OK);
        return new HttpAnswer(OK, OptionalInt.empty(), Headers.NONE, "", stop.end().sentence().replaceFirst(" has it$", ""), true, "what the program answers is not known");
    }

    /** Nobody behind the reader answers it, so it answers the client itself. */
    private Given instead(Stop stop, Optional<Reply> reply, Conversation.Reader reader, boolean wanted) {
        boolean refused = stop.end().sees().filter(sees -> sees != ClientSees.TIMEOUT).isPresent();
        HttpAnswer http = new HttpAnswer(refused ? BAD_GATEWAY : GATEWAY_TIMEOUT, OptionalInt.empty(), journey.conversation().passedBack(Headers.NONE), "", reader.who(), false,
                refused ? "the target refuses the connection" : "nothing comes back from the target");
        boolean passed = reply.filter(way -> way.leg().hops().stream().anyMatch(hop -> hop.device().toString().equals(reader.who()))).isPresent();
        if (!wanted || passed) {
            return new Given(reply, Optional.of(new Path.Answered(http, wanted ? Optional.of(false) : Optional.empty())));
        }
        journey.turn(true);
        Reply own = back.reply(reader.here(), reader.in(), List.of());
        Reply told = new Reply(own.leg(), own.end(), false);
        return new Given(reply.or(() -> Optional.of(told)), Optional.of(new Path.Answered(http, Optional.of(own.returned()))));
    }
}
