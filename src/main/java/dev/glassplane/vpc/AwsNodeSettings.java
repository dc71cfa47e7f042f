package dev.glassplane.vpc;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.store.ObjectKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Settings of the VPC CNI: the environment of container aws-node of DaemonSet kube-system/aws-node, with the defaults of the code
 * ({@code aws/amazon-vpc-cni-k8s: README.md} v1.23.1). Without that DaemonSet the defaults hold.
 *
 * @param pool              what concerns the pool of addresses
 * @param externalSnat      AWS_VPC_K8S_CNI_EXTERNALSNAT
 * @param excludeSnatCidrs  AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS, empty under external SNAT
 * @param snatPort          AWS_VPC_K8S_CNI_RANDOMIZESNAT
 * @param nodePortSupport   AWS_VPC_CNI_NODE_PORT_SUPPORT
 * @param connmark          AWS_VPC_K8S_CNI_CONNMARK
 * @param vethPrefix        AWS_VPC_K8S_CNI_VETHPREFIX
 * @param mtu               AWS_VPC_ENI_MTU, of the interfaces
 * @param podMtu            POD_MTU, of the pods' veths
 * @param externalServices  AWS_EXTERNAL_SERVICE_CIDRS
 * @param connmarkBackEnd   which rules mark connections, by the release of the image
 * @param podEni            what concerns security groups for pods
 * @param ipv6              what concerns IPv6 clusters
 * @param refused           settings that are left out of account, because they are not modelled or no numbers, each with the reason
 * @param fatal             why aws-node refuses to start, in its words; empty text if it starts
 */
public record AwsNodeSettings(PoolSettings pool, boolean externalSnat, List<Cidr> excludeSnatCidrs, SnatPort snatPort,
                              boolean nodePortSupport, int connmark, String vethPrefix, int mtu, int podMtu, List<Cidr> externalServices,
                              ConnmarkBackEnd connmarkBackEnd, PodEniSettings podEni, Ipv6Settings ipv6, List<String> refused, String fatal) {

    /** Key of the DaemonSet. */
    public static final ObjectKey DAEMON_SET = new ObjectKey("daemonsets.apps", "kube-system", "aws-node");

    /** Stands for the image among the variables; no variable has a name like that. */
    static final String IMAGE = "image=";

    /** What an empty environment means. */
    public static final AwsNodeSettings DEFAULT = AwsNodeEnvironment.settings(Map.of(), Family.IPV4);

    /** What EKS sets in an IPv6 cluster. */
    private static final Map<String, String> OF_IPV6 = Map.of("ENABLE_IPv4", "false", "ENABLE_IPv6", "true", "ENABLE_PREFIX_DELEGATION", "true", "WARM_PREFIX_TARGET", "1");

    /** @return the settings that the image's DaemonSet asks for */
    public static AwsNodeSettings of(ClusterImage image) {
        Map<String, String> environment = new LinkedHashMap<>();
        image.object(DAEMON_SET).map(stored -> stored.object().path("spec").path("template").path("spec")).ifPresent(pod -> {
            // the init container has the variables of kernel settings; what container aws-node says itself counts
            Json.each(pod, "initContainers").filter(container -> Json.text(container, "name").equals("aws-vpc-cni-init"))
                    .forEach(container -> read(container, environment));
            Json.each(pod, "containers").filter(container -> Json.text(container, "name").equals("aws-node")).forEach(container -> {
                read(container, environment);
                environment.put(IMAGE, Json.text(container, "image"));
            });
        });
        Family family = ClusterNetwork.of(image).family();
        if (environment.isEmpty()) {
            return family == Family.IPV4 ? DEFAULT : AwsNodeEnvironment.settings(OF_IPV6, family);
        }
        return AwsNodeEnvironment.settings(environment, family);
    }

    private static void read(JsonNode container, Map<String, String> environment) {
        Json.each(container, "env").forEach(entry -> environment.put(Json.text(entry, "name"), Json.text(entry, "value")));
    }

    /** @return what a reader should know of settings that do not do what they say: those left out of account, and one that keeps aws-node from starting */
    public List<String> remarks() {
        return starts() ? refused : Stream.concat(Stream.of("aws-node refuses to start: " + fatal), refused.stream()).toList();
    }

    /** @return whether its containers run: they end at once with settings that they refuse */
    public boolean starts() {
        return fatal.isEmpty();
    }

    /** @return what these environment variables mean in an IPv4 cluster; a value that does not parse counts as unset */
    public static AwsNodeSettings ofEnvironment(Map<String, String> variables) {
        return AwsNodeEnvironment.settings(variables, Family.IPV4);
    }
}
