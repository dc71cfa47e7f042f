package dev.glassplane.trace.compare;

import dev.glassplane.trace.model.DeviceRef;
import dev.glassplane.trace.model.Outcome;
import dev.glassplane.trace.model.ReasonCode;
import java.util.Optional;

/**
 * Something on a packet's way that means the same in every service mode.
 *
 * @param device   where
 * @param stage    hook, or program with its attach point; empty for a visit or an end that no rule decided
 * @param what     what happened
 * @param evidence the rule or decision that did it, in the words of the mode; may be empty
 */
public record Landmark(DeviceRef device, String stage, What what, String evidence) {

    /** What can happen in any mode. */
    public sealed interface What {

        /** It comes to the device. */
        record Visit() implements What {}

        /**
         * Its destination becomes another one.
         *
         * @param end {@code ip:port}
         */
        record Destination(String end) implements What {}

        /**
         * Its source address becomes another one. The port is left out: kernels draw it.
         *
         * @param ip the address
         */
        record Source(String ip) implements What {}

        /** It ends there. */
        record End(Outcome outcome, Optional<ReasonCode> code) implements What {}
    }

    /** @return whether both tell of the same event at the same place */
    boolean sameAs(Landmark other) {
        return sameEventAs(other) && stage.equals(other.stage);
    }

    /** @return whether both tell of the same event on the same device, perhaps at another stage */
    boolean sameEventAs(Landmark other) {
        return device.equals(other.device) && what.equals(other.what);
    }

    /** @return a clause for people: {@code node node-a makes 10.0.1.7:8080 its destination (prerouting, nat/KUBE-SEP-X #2)} */
    public String words() {
        String by = stage.isEmpty() && evidence.isEmpty() ? "" : " (" + stage + (stage.isEmpty() || evidence.isEmpty() ? "" : ", ") + evidence + ")";
        return switch (what) {
            case What.Visit _ -> "it comes to " + device;
            case What.Destination destination -> device + " makes " + destination.end() + " its destination" + by;
            case What.Source source -> device + " makes " + source.ip() + " its source" + by;
            case What.End end -> "it ends " + end.outcome() + end.code().map(code -> " " + code).orElse("") + ": " + evidence;
        };
    }
}
