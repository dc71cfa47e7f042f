package dev.glassplane.dataplane;

import dev.glassplane.dataplane.TableModel.ChainModel;
import dev.glassplane.dataplane.TableModel.Line;
import dev.glassplane.dataplane.TableModel.OriginModel;
import dev.glassplane.linux.ipvs.Ipvsadm;
import dev.glassplane.linux.bpf.CiliumTables;
import dev.glassplane.linux.netfilter.Chain;
import dev.glassplane.linux.netfilter.ChainId;
import dev.glassplane.linux.netfilter.Dialect;
import dev.glassplane.linux.netfilter.IptablesSave;
import dev.glassplane.linux.netfilter.Netfilter;
import dev.glassplane.linux.netfilter.Rule;
import dev.glassplane.linux.route.BridgeFdbShow;
import dev.glassplane.linux.route.IpLinkShow;
import dev.glassplane.linux.route.IpNeighShow;
import dev.glassplane.linux.route.IpRouteShow;
import dev.glassplane.linux.route.IpRuleShow;
import dev.glassplane.linux.route.PolicyRule;
import dev.glassplane.linux.route.Route;
import dev.glassplane.linux.route.RoutingTables;
import dev.glassplane.linux.stack.HostState;
import dev.glassplane.net.Family;
import dev.glassplane.net.Origin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The dumps of a host's tables: what a real tool would print there, and the same as data with each rule's origin. */
enum Dump {
    IPTABLES_SAVE("iptables-save", host -> IptablesSave.print(host.netfilter(), Family.IPV4), host -> chains(host, Family.IPV4)),
    IP6TABLES_SAVE("ip6tables-save", host -> IptablesSave.print(host.netfilter(), Family.IPV6), host -> chains(host, Family.IPV6)),
    IPSET("ipset", IpsetModel::save, IpsetModel::of),
    IPSET_LIST("ipset-list", IpsetModel::list, IpsetModel::of),
    IPVSADM("ipvsadm", host -> Ipvsadm.list(host.entries()), IpvsModel::listed),
    IPVSADM_SAVE("ipvsadm-save", host -> Ipvsadm.save(host.entries()), IpvsModel::saved),
    NFT("nft", NftModel::list, NftModel::of),
    BPF("bpf", BpfModel.text(CiliumTables::list), BpfModel.model(CiliumTables::list)),
    BPF_SERVICES("bpf-services", BpfModel.text(CiliumTables::serviceList), BpfModel.model(CiliumTables::serviceList)),
    BPF_FRONTENDS("bpf-frontends", BpfModel.text(CiliumTables::frontends), BpfModel.model(CiliumTables::frontends)),
    BPF_BACKENDS("bpf-backends", BpfModel.text(CiliumTables::backends), BpfModel.model(CiliumTables::backends)),
    BPF_REVNAT("bpf-revnat", BpfModel.text(CiliumTables::reverseNat), BpfModel.model(CiliumTables::reverseNat)),
    BPF_SOURCE_RANGES("bpf-source-ranges", BpfModel.text(CiliumTables::sourceRanges), BpfModel.model(CiliumTables::sourceRanges)),
    BPF_MAGLEV("bpf-maglev", BpfModel.text(CiliumTables::maglev), BpfModel.model(CiliumTables::maglev)),
    BPF_MAPS("bpf-maps", BpfModel::bytes, BpfModel::entries),
    IP_RULE("ip-rule", host -> IpRuleShow.print(host.routing(), Family.IPV4), Dump::rules),
    IP_ROUTE("ip-route", Dump::routeText, Dump::routes),
    IP_LINK("ip-link", host -> IpLinkShow.print(host.routing()), Dump::links),
    IP_ADDR("ip-addr", host -> IpLinkShow.printAddresses(host.routing()), Dump::addresses),
    IP_NEIGH("ip-neigh", host -> IpNeighShow.print(host.routing()), Dump::neighbors),
    BRIDGE_FDB("bridge-fdb", host -> BridgeFdbShow.print(host.routing()), Dump::fdb);

    private static final Origin KERNEL = Origin.of("kernel", "follows from devices and addresses");
    private static final int LOCAL_TABLE = 255;

    private final String word;
    private final Function<HostState, String> text;
    private final Function<HostState, TableModel> model;

    Dump(String word, Function<HostState, String> text, Function<HostState, TableModel> model) {
        this.word = word;
        this.text = text;
        this.model = model;
    }

    /** @return the dump's name in the path */
    String word() {
        return word;
    }

    /** @return what the tool prints */
    String text(HostState host) {
        return text.apply(host);
    }

    /** @return the same as data */
    TableModel model(HostState host) {
        return model.apply(host);
    }

    static Optional<Dump> find(String word) {
        return Arrays.stream(values()).filter(dump -> dump.word.equals(word)).findFirst();
    }

    /** @return all names, for messages */
    static String words() {
        return Arrays.stream(values()).map(Dump::word).collect(Collectors.joining(", "));
    }

    private static TableModel chains(HostState host, Family family) {
        Netfilter netfilter = host.netfilter();
        Map<String, List<ChainModel>> tables = new LinkedHashMap<>();
        for (ChainId id : netfilter.chainIds()) {
            if (id.table().family() == family && id.table().dialect() == Dialect.IPTABLES) {
                Chain chain = netfilter.chain(id).orElseThrow();
                List<Line> rules = new ArrayList<>();
                for (Rule rule : chain.rules()) {
                    rules.add(new Line(rules.size() + 1, IptablesSave.rule(id, rule), OriginModel.of(rule.origin())));
                }
                String policy = chain.base().map(base -> base.accept() ? "ACCEPT" : "DROP").orElse(null);
                tables.computeIfAbsent(id.table().name(), name -> new ArrayList<>()).add(new ChainModel(id.name(), policy, rules));
            }
        }
        return new TableModel(tables, null);
    }

    private static TableModel rules(HostState host) {
        Map<String, Origin> known = new LinkedHashMap<>();
        for (PolicyRule rule : host.routing().rules()) {
            known.put(IpRuleShow.line(rule), rule.origin());
        }
        return lines(IpRuleShow.print(host.routing(), Family.IPV4).lines().toList(), known::get);
    }

    private static String routeText(HostState host) {
        return IpRouteShow.printAll(host.routing(), Family.IPV4) + IpRouteShow.printAll(host.routing(), Family.IPV6);
    }

    private static TableModel routes(HostState host) {
        RoutingTables routing = host.routing();
        Map<String, List<ChainModel>> tables = new LinkedHashMap<>();
        for (Family family : Family.values()) {
            for (int table : routing.routes().stream().map(Route::table).distinct().sorted().toList()) {
                Map<String, Origin> known = new LinkedHashMap<>();
                routing.routes().stream().filter(route -> route.table() == table).forEach(route -> known.put(IpRouteShow.line(route), route.origin()));
                put(tables, family, table, IpRouteShow.print(routing, family, table), known);
            }
            put(tables, family, LOCAL_TABLE, IpRouteShow.print(routing, family, LOCAL_TABLE), Map.of());
        }
        return new TableModel(tables, null);
    }

    private static void put(Map<String, List<ChainModel>> tables, Family family, int table, String text, Map<String, Origin> known) {
        List<Line> lines = lines(text.lines().toList(), known::get).lines();
        if (!lines.isEmpty()) {
            tables.computeIfAbsent(family.word(), word -> new ArrayList<>()).add(new ChainModel(Integer.toString(table), null, lines));
        }
    }

    private static TableModel links(HostState host) {
        return blocks(IpLinkShow.print(host.routing()), host.routing());
    }

    private static TableModel addresses(HostState host) {
        return blocks(IpLinkShow.printAddresses(host.routing()), host.routing());
    }

    /** A device begins with its number at the start of a line. */
    private static TableModel blocks(String text, RoutingTables routing) {
        List<String> blocks = text.isEmpty() ? List.of() : List.of(text.split("\n(?=[0-9]+: )"));
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            lines.add(new Line(i + 1, blocks.get(i).stripTrailing(), OriginModel.of(routing.links().get(i).origin())));
        }
        return new TableModel(null, lines);
    }

    private static TableModel neighbors(HostState host) {
        List<Line> lines = new ArrayList<>();
        List<String> texts = IpNeighShow.print(host.routing()).lines().toList();
        for (int i = 0; i < texts.size(); i++) {
            lines.add(new Line(i + 1, texts.get(i), OriginModel.of(host.routing().neighbors().get(i).origin())));
        }
        return new TableModel(null, lines);
    }

    private static TableModel fdb(HostState host) {
        Map<String, Origin> known = new LinkedHashMap<>();
        host.routing().fdb().forEach(entry -> known.put(BridgeFdbShow.line(entry), entry.origin()));
        return lines(BridgeFdbShow.print(host.routing()).lines().toList(), known::get);
    }

    /** What no agent wrote is the kernel's. */
    private static TableModel lines(List<String> texts, Function<String, Origin> origin) {
        List<Line> lines = new ArrayList<>();
        for (String text : texts) {
            lines.add(new Line(lines.size() + 1, text.strip(), OriginModel.of(Optional.ofNullable(origin.apply(text)).orElse(KERNEL))));
        }
        return new TableModel(null, lines);
    }
}
