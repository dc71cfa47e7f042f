package dev.glassplane.dns.server;

import dev.glassplane.dns.corefile.ServerBlock.Hosts;
import dev.glassplane.dns.message.Records;
import dev.glassplane.dns.message.Response;
import dev.glassplane.net.Ip;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Plugin {@code hosts} ({@code coredns/coredns: plugin/hosts/hosts.go}). Its file in the pod holds only the pod itself and counts as empty. */
final class HostsPlugin {

    private static final String BY = "hosts";

    private HostsPlugin() {}

    /** @return its answer, empty if the next plugin is asked */
    static Optional<Response> answer(Hosts hosts, Name name, int type) {
        if (type == Type.PTR) {
            List<Name> names = Records.reversed(name).map(ip -> hosts.names().getOrDefault(ip, List.of())).orElse(List.of());
            return names.isEmpty() ? Optional.empty() : Optional.of(reply(names.stream()
                    .<Record>map(target -> new PTRRecord(name, DClass.IN, hosts.ttl(), target)).toList()));
        }
        if (hosts.zones().stream().noneMatch(name::subdomain)) {
            return Optional.empty();
        }
        List<Ip> ips = hosts.addresses().getOrDefault(name, List.of());
        if (!ips.isEmpty()) {
            return Optional.of(reply(ips.stream().filter(ip -> Records.typeOf(ip) == type).map(ip -> Records.address(name, hosts.ttl(), ip)).toList()));
        }
        return hosts.fallthrough().through(name) ? Optional.empty() : Optional.of(Response.Reply.bare(Rcode.SERVFAIL, false, BY,
                "the plugin hosts does not list " + name + " and has no fallthrough"));
    }

    private static Response reply(List<Record> records) {
        return new Response.Reply(Rcode.NOERROR, true, false, records, List.of(), List.of(), BY, "the plugin hosts of the Corefile");
    }
}
