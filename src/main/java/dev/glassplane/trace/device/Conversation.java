package dev.glassplane.trace.device;

import dev.glassplane.linux.conntrack.Tuple;
import dev.glassplane.loadbalancer.evaluate.Headers;
import dev.glassplane.loadbalancer.model.Filter;
import dev.glassplane.net.Packet;
import dev.glassplane.trace.model.HttpAnswer;
import dev.glassplane.trace.model.Talk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is said on one journey, and what load balancers and proxies on the way remember of it. Not thread-safe. */
public final class Conversation {

    private final Map<Tuple, Splice> byIncoming = new HashMap<>();
    private final Map<Tuple, Splice> byAnswer = new HashMap<>();
    private final List<Filter.ResponseHeaders> responses = new ArrayList<>();
    private Optional<Talk> talk = Optional.empty();
    private Optional<HttpAnswer> answer = Optional.empty();
    private Optional<Splice> lastReader = Optional.empty();

    /** From now on this is said. */
    public void says(Optional<Talk> other) {
        talk = other;
    }

    /** @return what is said over the connection at this place, if the question says it */
    public Optional<Talk> talk() {
        return talk;
    }

    void remember(Splice splice) {
        byIncoming.put(Tuple.of(splice.in()), splice);
        byAnswer.put(Tuple.of(splice.out()).inverted(), splice);
        if (splice.reads()) {
            lastReader = Optional.of(splice);
        }
    }

    Optional<Splice> ofIncoming(Packet packet) {
        return Optional.ofNullable(byIncoming.get(Tuple.of(packet)));
    }

    Optional<Splice> ofAnswer(Packet packet) {
        return Optional.ofNullable(byAnswer.get(Tuple.of(packet)));
    }

    void answered(HttpAnswer given) {
        answer = Optional.of(given);
    }

    /** Headers of the answer will be changed so: first by whoever is nearest to it. */
    void willChange(List<Filter.ResponseHeaders> changes) {
        responses.addAll(0, changes);
    }

    /** @return the answer that a load balancer gave itself */
    public Optional<HttpAnswer> answer() {
        return answer;
    }

    /** @return headers of an answer as the client gets them */
    public Headers passedBack(Headers headers) {
        Headers changed = headers;
        for (Filter.ResponseHeaders each : responses) {
            changed = changed.changed(each.set(), each.add(), each.remove());
        }
        return changed;
    }

    /** @return the last one on the way that ended a connection to read requests: it answers if nobody behind it does */
    public Optional<Reader> lastReader() {
        return lastReader.map(splice -> new Reader(splice.who().toString(), splice.here(), splice.in()));
    }

    /**
     * @param who  for people
     * @param here where its answer starts
     * @param in   the first packet that it got
     */
    public record Reader(String who, Place here, Packet in) {}
}
