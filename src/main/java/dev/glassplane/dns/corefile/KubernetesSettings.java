package dev.glassplane.dns.corefile;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.Name;

/**
 * Options of the plugin {@code kubernetes} ({@code coredns/coredns: plugin/kubernetes/README.md}).
 *
 * @param zones          that it is authoritative for, in order
 * @param primary        the first of them that is no reverse zone: PTR records point below it
 * @param pods           what it says of pod records
 * @param ttl            seconds, 0 to 3600
 * @param namespaces     the only ones that it shows; empty for all
 * @param endpointPodNames whether an endpoint without a hostname goes by its pod's name
 * @param noEndpoints    endpoints are not watched
 * @param ignoreEmpty    a Service without ready endpoints has no name
 * @param fallthrough    when the next plugin is asked
 * @param notModelled    an option that is not modelled
 */
public record KubernetesSettings(List<Name> zones, Name primary, PodMode pods, int ttl, Set<String> namespaces, boolean endpointPodNames,
                                 boolean noEndpoints, boolean ignoreEmpty, Fallthrough fallthrough, Optional<String> notModelled) {

    /** What {@code 10-0-1-5.NAMESPACE.pod.ZONE} answers. */
    public enum PodMode {
        /** The name does not exist. */
        disabled,
        /** The address in the name, if the namespace exists. */
        insecure,
        /** The address in the name, if a pod of the namespace has it. */
        verified
    }
}
