package dev.glassplane.loadbalancer.aws;

import dev.glassplane.loadbalancer.model.TargetHealth;
import dev.glassplane.loadbalancer.model.TargetHealth.State;
import dev.glassplane.net.Ip;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A target with its health, as the status of a TargetGroupBinding keeps it.
 *
 * @param target who it is
 * @param health what the ELB API says of it
 * @param since  when it was registered, or deregistered if it is draining
 * @param next   what the next health checks lead to, if they go on like that
 */
record TargetEntry(Registration target, TargetHealth health, Instant since, Optional<Turn> next) {

    /**
     * @param to the state that it comes to
     * @param at when
     */
    record Turn(State to, Instant at) {}

    /** @return what an entry of {@code status.targets} says, empty if it cannot be read */
    static Optional<TargetEntry> of(JsonNode entry) {
        Optional<Ip> ip = Ip.tryParse(text(entry, "ip"));
        Optional<State> state = state(text(entry, "state"));
        Optional<Instant> since = instant(entry, "since");
        if (ip.isEmpty() || state.isEmpty() || since.isEmpty()) {
            return Optional.empty();
        }
        Registration target = new Registration(text(entry, "id"), text(entry, "node"), ip.get(), entry.path("port").asInt(0), text(entry, "zone"), text(entry, "pod"));
        return Optional.of(new TargetEntry(target, new TargetHealth(state.get(), text(entry, "reason"), text(entry, "description")), since.get(),
                state(text(entry, "next")).flatMap(to -> instant(entry, "nextAt").map(at -> new Turn(to, at)))));
    }

    void writeTo(ObjectNode entry) {
        entry.put("id", target.id()).put("ip", target.ip().toString()).put("port", target.port()).put("zone", target.zone());
        put(entry, "node", target.node());
        put(entry, "pod", target.pod());
        entry.put("state", health.state().word());
        put(entry, "reason", health.reason());
        put(entry, "description", health.description());
        entry.put("since", since.toString());
        next.ifPresent(turn -> entry.put("next", turn.to().word()).put("nextAt", turn.at().toString()));
    }

    private static void put(ObjectNode entry, String field, String value) {
        if (!value.isEmpty()) {
            entry.put(field, value);
        }
    }

    private static String text(JsonNode entry, String field) {
        return entry.path(field).stringValue("");
    }

    private static Optional<State> state(String word) {
        return Arrays.stream(State.values()).filter(state -> state.word().equals(word)).findFirst();
    }

    private static Optional<Instant> instant(JsonNode entry, String field) {
        try {
            return entry.has(field) ? Optional.of(Instant.parse(text(entry, field))) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
