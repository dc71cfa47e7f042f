package dev.glassplane.trace.walk;

import dev.glassplane.dns.Resolution;
import dev.glassplane.trace.device.Place;
import dev.glassplane.trace.model.ClientSees;
import dev.glassplane.trace.model.DeviceRef;
import dev.glassplane.trace.model.End;
import dev.glassplane.trace.model.Hop;
import dev.glassplane.trace.model.Leg;
import dev.glassplane.trace.model.Outcome;
import dev.glassplane.trace.model.Path;
import dev.glassplane.trace.model.ReasonCode;
import dev.glassplane.trace.model.Reply;
import dev.glassplane.trace.model.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.numbers.fraction.BigFraction;

/** What the way of a DNS query means for the packet that waits for its answer. */
final class NameLookup {

    private NameLookup() {}

    /** @return whether the query and its answer arrive */
    static boolean answered(Path query) {
        return query.delivered().isPresent() && query.reply().filter(Reply::returned).isPresent();
    }

    /** @return the query's way, ended by an answer without an address */
    static Path failed(Path query, Resolution resolution) {
        List<Hop> hops = new ArrayList<>(query.there().hops());
        Hop last = hops.removeLast();
        hops.add(new Hop(last.device(), last.in(), last.out(), last.steps(), Optional.of(end(resolution))));
        return new Path(query.share(), new Leg(hops), Optional.empty(), Optional.empty(), query.tracked(), query.served());
    }

    /** @return a query to a server outside the cluster, whose way is not followed */
    static Path notFollowed(Start query, Resolution resolution) {
        DeviceRef sender = switch (query.place()) {
            case Place.InPod pod -> new DeviceRef(DeviceRef.Kind.POD, pod.pod().qualifiedName(), "");
            case Place.OnNode node -> new DeviceRef(DeviceRef.Kind.NODE, node.node(), "");
            case Place.InVpc _, Place.Outside _, Place.AtBalancer _ -> new DeviceRef(DeviceRef.Kind.INTERNET, "", "");
        };
        Hop hop = new Hop(sender, "", "", query.resolved().<Step>map(step -> step).stream().toList(), Optional.of(end(resolution)));
        return new Path(BigFraction.ONE, new Leg(List.of(hop)), Optional.empty(), Optional.empty(), List.of(), List.of());
    }

    private static End end(Resolution resolution) {
        String hints = resolution.hints().isEmpty() ? "" : "; " + String.join("; ", resolution.hints());
        String sentence = resolution.asked() + ": " + resolution.result().words() + ": " + resolution.sentence() + hints;
        return switch (resolution.result()) {
            case NO_NAME -> End.failed(Outcome.ANSWERED, ReasonCode.DNS_NXDOMAIN, sentence, ClientSees.NXDOMAIN);
            case NO_DATA -> End.failed(Outcome.ANSWERED, ReasonCode.DNS_NO_DATA, sentence, ClientSees.NO_DATA);
            case TRY_AGAIN -> End.failed(Outcome.ANSWERED, ReasonCode.DNS_SERVER_FAILED, sentence, ClientSees.TRY_AGAIN);
            case NOT_MODELLED, FOUND -> End.unsupported(sentence);
        };
    }

    /** @return where the query went, for people */
    static String way(Path query) {
        return "the query reaches " + query.there().hops().getLast().device();
    }
}
