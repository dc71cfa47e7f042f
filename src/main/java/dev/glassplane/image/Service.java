package dev.glassplane.image;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Protocol;
import dev.glassplane.store.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the network reads of a Service, already parsed; entries that are no addresses are left out as kube-proxy leaves them out.
 *
 * @param key                    {@code services/NAMESPACE/NAME}
 * @param uid                    metadata.uid
 * @param labels                 metadata.labels
 * @param annotations            metadata.annotations
 * @param type                   spec.type
 * @param headless               spec.clusterIP is None
 * @param clusterIps             spec.clusterIPs that are addresses
 * @param ports                  spec.ports
 * @param selector               spec.selector
 * @param affinityTimeoutSeconds set if sessionAffinity is ClientIP
 * @param externalLocal          externalTrafficPolicy is Local
 * @param internalLocal          internalTrafficPolicy is Local
 * @param externalIps            spec.externalIPs
 * @param ingress                status.loadBalancer.ingress
 * @param sourceRanges           spec.loadBalancerSourceRanges
 * @param healthCheckNodePort    0 for none
 * @param publishNotReady        spec.publishNotReadyAddresses
 * @param externalName           spec.externalName, may be empty
 */
public record Service(ObjectKey key, String uid, Map<String, String> labels, Map<String, String> annotations, String type,
                      boolean headless, List<Ip> clusterIps, List<Port> ports, Map<String, String> selector,
                      Optional<Integer> affinityTimeoutSeconds, boolean externalLocal, boolean internalLocal, List<Ip> externalIps,
                      List<Ingress> ingress, List<Cidr> sourceRanges, int healthCheckNodePort, boolean publishNotReady,
                      String externalName) {

    /**
     * @param name        may be empty
     * @param protocol    transport
     * @param port        service port
     * @param targetPort  number or name, as written
     * @param nodePort    0 for none
     * @param appProtocol may be empty
     */
    public record Port(String name, Protocol protocol, int port, String targetPort, int nodePort, String appProtocol) {}

    /**
     * @param ip       address, empty if only a hostname is given
     * @param hostname may be empty
     * @param vip      false if ipMode is Proxy
     */
    public record Ingress(Optional<Ip> ip, String hostname, boolean vip) {}
}
