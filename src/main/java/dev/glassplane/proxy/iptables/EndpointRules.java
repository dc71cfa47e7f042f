package dev.glassplane.proxy.iptables;

import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.linux.netfilter.Statement.Jump;
import dev.glassplane.net.Origin;
import dev.glassplane.proxy.EndpointView;
import dev.glassplane.proxy.ServiceView;
import java.util.List;

/** The rules that choose an endpoint, and those of the endpoint itself. */
final class EndpointRules {

    private final RuleWriter out;
    private final ServiceView view;
    private final ChainNames names;
    private final Origin service;
    private final boolean largeCluster;

    /** @param largeCluster these rules are then written without comments, as kube-proxy does to save memory */
    EndpointRules(RuleWriter out, ServiceView view, ChainNames names, Origin service, boolean largeCluster) {
        this.out = out;
        this.view = view;
        this.names = names;
        this.service = service;
        this.largeCluster = largeCluster;
    }

    /** Writes the choice between the endpoints: first the one that the client already has, then one by chance. */
    void choose(String chain, List<EndpointView> endpoints) {
        view.affinityTimeoutSeconds().ifPresent(seconds -> endpoints.forEach(endpoint -> {
            String target = names.endpoint(endpoint);
            out.nat(chain, service.because("sessionAffinity: ClientIP"), new Jump(target),
                    RuleWriter.matches(arrow(endpoint), new Match.RecentCheck(target, seconds)));
        }));
        for (int i = 0; i < endpoints.size(); i++) {
            int left = endpoints.size() - i;
            EndpointView endpoint = endpoints.get(i);
            out.nat(chain, slice(endpoint), new Jump(names.endpoint(endpoint)),
                    RuleWriter.matches(arrow(endpoint), left > 1 ? Match.Probability.oneIn(left) : null));
        }
    }

    /** Writes the endpoint's chain: masquerade a connection of the endpoint to itself, then translate. */
    void chain(EndpointView endpoint) {
        String chain = names.endpoint(endpoint);
        Origin origin = slice(endpoint);
        Match comment = largeCluster ? null : new Match.Comment(view.name().toString());
        out.nat(chain, origin, new Jump(ChainNames.MARK_MASQ),
                RuleWriter.matches(new Match.Source(endpoint.address().ip().asCidr(), false), comment));
        Match remember = view.affinityTimeoutSeconds().isPresent() ? new Match.RecentSet(chain) : null;
        out.nat(chain, origin, new Statement.Dnat(endpoint.address()), RuleWriter.matches(new Match.ProtocolIs(view.name().protocol()), comment,
                remember, new Match.ProtocolModule(view.name().protocol())));
    }

    private Match arrow(EndpointView endpoint) {
        return largeCluster ? null : new Match.Comment(view.name() + " -> " + endpoint.text());
    }

    private Origin slice(EndpointView endpoint) {
        return new Origin(IptablesProgrammer.COMPONENT, "EndpointSlice", endpoint.slice().namespace(), endpoint.slice().name(),
                "endpoint " + endpoint.text() + " of " + view.name());
    }
}
