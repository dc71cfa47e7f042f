package dev.glassplane.trace.walk;

import dev.glassplane.linux.netfilter.Chain;
import dev.glassplane.linux.netfilter.ChainId;
import dev.glassplane.linux.netfilter.Netfilter;
import dev.glassplane.linux.netfilter.Rule;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.linux.netfilter.TableId;
import dev.glassplane.linux.stack.Decisions;
import dev.glassplane.linux.stack.Draw;
import dev.glassplane.net.IpPort;
import dev.glassplane.trace.device.Network;
import java.util.List;

/**
 * Takes the endpoint that the request names wherever a chain offers it; other draws are somebody else's.
 *
 * @param pick    the endpoint
 * @param network whose rules tell what a draw leads to
 * @param others  answers the other draws
 */
record PinnedDecisions(IpPort pick, Network network, Decisions others) implements Decisions {

    private static final int TAKE = 0;
    private static final int PASS = 1;

    @Override
    public int choose(Draw draw) {
        String[] place = draw.place().split("/");
        var node = network.node(draw.host());
        if (node.isEmpty() || place.length != 3) {
            return others.choose(draw);
        }
        Netfilter netfilter = node.get().host().netfilter();
        TableId table = TableId.iptables(draw.tuple().source().family(), place[0]);
        List<Rule> rules = netfilter.chain(new ChainId(table, place[1])).map(Chain::rules).orElse(List.of());
        int position = Integer.parseInt(place[2]);
        if (leads(netfilter, table, rules.get(position - 1))) {
            return TAKE;
        }
        boolean offeredLater = rules.subList(position, rules.size()).stream().anyMatch(rule -> leads(netfilter, table, rule));
        return offeredLater ? PASS : others.choose(draw);
    }

    private boolean leads(Netfilter netfilter, TableId table, Rule rule) {
        return rule.statement() instanceof Statement.Jump jump && netfilter.chain(new ChainId(table, jump.chain())).map(Chain::rules)
                .orElse(List.of()).stream().anyMatch(inner -> inner.statement() instanceof Statement.Dnat dnat && dnat.to().equals(pick));
    }
}
