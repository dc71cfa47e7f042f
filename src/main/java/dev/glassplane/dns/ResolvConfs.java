package dev.glassplane.dns;

import dev.glassplane.dns.message.Records;
import dev.glassplane.image.Pod;
import dev.glassplane.net.Ip;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.Name;
import tools.jackson.databind.JsonNode;

/** Writes a pod's {@code resolv.conf} as kubelet does ({@code kubernetes/kubernetes: pkg/kubelet/network/dns/dns.go}). */
final class ResolvConfs {

    private static final String CLUSTER_DOMAIN = "cluster.local";
    private static final String CLUSTER_NDOTS = "5";
    /** Characters of all search domains together. */
    private static final int SEARCH_CHARS_MAX = 2048;

    private final Ip clusterDns;
    private final ResolvConf node;

    /** @param node the node's own */
    ResolvConfs(Ip clusterDns, ResolvConf node) {
        this.clusterDns = clusterDns;
        this.node = node;
    }

    /** @param spec the pod's spec */
    ResolvConf of(Pod pod, JsonNode spec) {
        String policy = spec.path("dnsPolicy").stringValue("ClusterFirst");
        boolean cluster = policy.equals("ClusterFirstWithHostNet") || policy.equals("ClusterFirst") && !pod.hostNetwork();
        String origin = "dnsPolicy " + policy + (policy.equals("ClusterFirst") && pod.hostNetwork() ? ", which means Default for a pod on the host network" : "");
        Set<Ip> nameservers = new LinkedHashSet<>();
        Set<Name> search = new LinkedHashSet<>();
        Map<String, String> options = new LinkedHashMap<>();
        if (cluster) {
            nameservers.add(clusterDns);
            for (String domain : List.of(pod.key().namespace() + ".svc." + CLUSTER_DOMAIN, "svc." + CLUSTER_DOMAIN, CLUSTER_DOMAIN)) {
                search.add(Records.absolute(domain).orElseThrow());
            }
            search.addAll(node.search());
            options.put("ndots", CLUSTER_NDOTS);
        } else if (!policy.equals("None")) {
            nameservers.addAll(node.nameservers());
            search.addAll(node.search());
            options.putAll(node.options());
        }
        merge(spec.path("dnsConfig"), nameservers, search, options);
        return limited(nameservers, search, options, origin + (spec.path("dnsConfig").isEmpty() ? "" : ", dnsConfig"));
    }

    private static void merge(JsonNode config, Set<Ip> nameservers, Set<Name> search, Map<String, String> options) {
        each(config, "nameservers").forEach(entry -> Ip.tryParse(entry.stringValue("")).ifPresent(nameservers::add));
        each(config, "searches").forEach(entry -> Records.absolute(entry.stringValue("")).ifPresent(search::add));
        each(config, "options").forEach(entry -> options.put(entry.path("name").stringValue(""), entry.path("value").stringValue("")));
        options.remove("");
    }

    private static List<JsonNode> each(JsonNode config, String field) {
        return config.path(field).isArray() ? config.path(field).valueStream().toList() : List.of();
    }

    private static ResolvConf limited(Set<Ip> nameservers, Set<Name> search, Map<String, String> options, String origin) {
        List<String> problems = new ArrayList<>();
        if (nameservers.size() > ResolvConf.NAMESERVERS_MAX) {
            problems.add("Nameserver limits were exceeded, some nameservers have been omitted");
        }
        List<Name> kept = new ArrayList<>();
        int characters = 0;
        for (Name domain : search) {
            characters += domain.toString(true).length() + 1;
            if (kept.size() < ResolvConf.SEARCH_MAX && characters - 1 <= SEARCH_CHARS_MAX) {
                kept.add(domain);
            }
        }
        if (kept.size() < search.size()) {
            problems.add("Search Line limits were exceeded, some search paths have been omitted");
        }
        return new ResolvConf(nameservers.stream().limit(ResolvConf.NAMESERVERS_MAX).toList(), kept, options, origin, problems);
    }

    /** @return the node's own, with the VPC's resolver and domain; without a VPC it names nobody */
    static ResolvConf ofNode(Optional<Ip> vpcResolver, Name vpcDomain) {
        return new ResolvConf(vpcResolver.stream().toList(), vpcResolver.isPresent() ? List.of(vpcDomain) : List.of(), Map.of(), "the node's own", List.of());
    }
}
