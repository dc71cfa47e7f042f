package dev.glassplane.proxy.nftables;

import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.PacketField;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.linux.netfilter.Statement.Goto;
import dev.glassplane.net.Origin;
import dev.glassplane.proxy.EndpointView;
import dev.glassplane.proxy.ServiceView;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rules that choose an endpoint, and the chains of the endpoints themselves. */
final class EndpointChains {

    private static final List<PacketField> CLIENT = List.of(PacketField.SOURCE);

    /** What several rules name. */
    private record Endpoint(EndpointView view, String chain, String affinitySet, Origin origin) {}

    private final NftWriter out;
    private final ServiceView view;
    private final Origin service;
    /** By the text of the address. */
    private final Map<String, Endpoint> reachable = new LinkedHashMap<>();

    EndpointChains(NftWriter out, ServiceView view, List<EndpointView> reachable, NftNames names, Origin service) {
        this.out = out;
        this.view = view;
        this.service = service;
        boolean affinity = view.affinityTimeoutSeconds().isPresent();
        reachable.forEach(endpoint -> this.reachable.put(endpoint.text(), new Endpoint(endpoint, names.endpoint(endpoint),
                affinity ? names.affinity(endpoint) : "", origin(endpoint))));
    }

    private Origin origin(EndpointView endpoint) {
        return new Origin(NftablesProgrammer.COMPONENT, "EndpointSlice", endpoint.slice().namespace(), endpoint.slice().name(),
                "endpoint " + endpoint.text() + " of " + view.name());
    }

    /** Makes the chains exist. */
    void declare() {
        reachable.values().forEach(endpoint -> out.chain(endpoint.chain()));
    }

    /** A set an endpoint for the clients that stick to it. */
    void affinitySets() {
        view.affinityTimeoutSeconds().ifPresent(seconds -> reachable.values().forEach(endpoint ->
                out.dynamicSet(endpoint.affinitySet(), Duration.ofSeconds(seconds), service.because("sessionAffinity: ClientIP"))));
    }

    /** Writes the choice between the endpoints: first the one that the client already has, then one by chance. */
    void choose(String chain, List<EndpointView> endpoints) {
        List<Endpoint> options = endpoints.stream().map(endpoint -> reachable.get(endpoint.text())).toList();
        if (view.affinityTimeoutSeconds().isPresent()) {
            options.forEach(option -> out.rule(chain, service.because("sessionAffinity: ClientIP"), new Goto(option.chain()),
                    new Match.InNftSet(CLIENT, option.affinitySet(), false)));
        }
        List<Statement> verdicts = options.stream().<Statement>map(option -> new Goto(option.chain())).toList();
        out.rule(chain, service.because("endpoints"), new Statement.RandomVerdict(verdicts));
    }

    /** Masquerade a connection of the endpoint to itself, remember the client, translate. */
    void rules() {
        reachable.values().forEach(endpoint -> {
            out.rule(endpoint.chain(), endpoint.origin(), new Statement.Jump(NftNames.MARK_FOR_MASQUERADE),
                    new Match.Source(endpoint.view().address().ip().asCidr(), false));
            if (view.affinityTimeoutSeconds().isPresent()) {
                out.rule(endpoint.chain(), endpoint.origin(), new Statement.UpdateSet(endpoint.affinitySet(), PacketField.SOURCE));
            }
            out.rule(endpoint.chain(), endpoint.origin(), new Statement.Dnat(endpoint.view().address()),
                    new Match.ProtocolIs(view.name().protocol()));
        });
    }
}
