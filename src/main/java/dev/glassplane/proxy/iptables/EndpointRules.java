package dev.glassplane.proxy.iptables;

import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.Statement.Jump;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.net.Origin;
import dev.glassplane.proxy.EndpointView;
import dev.glassplane.proxy.RuleWriter;
import dev.glassplane.proxy.ServiceView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rules that choose an endpoint, and those of the endpoint itself. */
final class EndpointRules {

    private final RuleWriter out;
    private final ServiceView view;
    private final String port;
    private final Origin service;
    private final boolean largeCluster;
    /** By the text of the address. */
    private final Map<String, Endpoint> reachable = new LinkedHashMap<>();

    /** What several rules name. */
    private record Endpoint(EndpointView view, String chain, Origin origin) {}

    /** @param largeCluster these rules are then written without comments, as kube-proxy does to save memory */
    EndpointRules(RuleWriter out, ServiceView view, List<EndpointView> reachable, ChainNames names, Origin service, boolean largeCluster) {
        this.out = out;
        this.view = view;
        this.port = view.name().toString();
        this.service = service;
        this.largeCluster = largeCluster;
        reachable.forEach(endpoint -> this.reachable.put(endpoint.text(), new Endpoint(endpoint, names.endpoint(endpoint), origin(endpoint))));
    }

    /** Writes the choice between the endpoints: first the one that the client already has, then one by chance. */
    void choose(String chain, List<EndpointView> endpoints) {
        view.affinityTimeoutSeconds().ifPresent(seconds -> endpoints.forEach(endpoint -> {
            String target = reachable.get(endpoint.text()).chain();
            out.nat(chain, service.because("sessionAffinity: ClientIP"), new Jump(target),
                    RuleWriter.matches(arrow(endpoint), new Match.RecentCheck(target, seconds)));
        }));
        for (int i = 0; i < endpoints.size(); i++) {
            int left = endpoints.size() - i;
            EndpointView endpoint = endpoints.get(i);
            Endpoint names = reachable.get(endpoint.text());
            out.nat(chain, names.origin(), new Jump(names.chain()),
                    RuleWriter.matches(arrow(endpoint), left > 1 ? Match.Probability.oneIn(left) : null));
        }
    }

    /** Writes the chains of all reachable endpoints: masquerade a connection of the endpoint to itself, then translate. */
    void chains() {
        Match comment = largeCluster ? null : new Match.Comment(port);
        Match protocol = new Match.ProtocolIs(view.name().protocol());
        Match module = new Match.ProtocolModule(view.name().protocol());
        reachable.values().forEach(names -> {
            out.nat(names.chain(), names.origin(), new Jump(ChainNames.MARK_MASQ),
                    RuleWriter.matches(new Match.Source(names.view().address().ip().asCidr(), false), comment));
            Match remember = view.affinityTimeoutSeconds().isPresent() ? new Match.RecentSet(names.chain()) : null;
            out.nat(names.chain(), names.origin(), new Statement.Dnat(names.view().address()), RuleWriter.matches(protocol, comment, remember, module));
        });
    }

    private Match arrow(EndpointView endpoint) {
        return largeCluster ? null : new Match.Comment(port + " -> " + endpoint.text());
    }

    private Origin origin(EndpointView endpoint) {
        return new Origin(IptablesProgrammer.COMPONENT, "EndpointSlice", endpoint.slice().namespace(), endpoint.slice().name(),
                "endpoint " + endpoint.text() + " of " + port);
    }
}
