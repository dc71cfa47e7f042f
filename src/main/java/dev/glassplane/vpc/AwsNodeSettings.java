package dev.glassplane.vpc;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.net.Cidr;
import dev.glassplane.store.ObjectKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of the VPC CNI: the environment of container aws-node of DaemonSet kube-system/aws-node, with the defaults of the code
 * ({@code aws/amazon-vpc-cni-k8s: README.md} v1.23.1). Without that DaemonSet the defaults hold.
 *
 * @param pool              what concerns the pool of addresses
 * @param externalSnat      AWS_VPC_K8S_CNI_EXTERNALSNAT
 * @param excludeSnatCidrs  AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS, empty under external SNAT
 * @param snatRandomFully   AWS_VPC_K8S_CNI_RANDOMIZESNAT is prng
 * @param nodePortSupport   AWS_VPC_CNI_NODE_PORT_SUPPORT
 * @param connmark          AWS_VPC_K8S_CNI_CONNMARK
 * @param vethPrefix        AWS_VPC_K8S_CNI_VETHPREFIX
 * @param mtu               AWS_VPC_ENI_MTU, of the interfaces
 * @param podMtu            POD_MTU, of the pods' veths
 * @param externalServices  AWS_EXTERNAL_SERVICE_CIDRS
 * @param refused           settings that are not modelled, each with the reason; they are left out of account
 */
public record AwsNodeSettings(PoolSettings pool, boolean externalSnat, List<Cidr> excludeSnatCidrs, boolean snatRandomFully,
                              boolean nodePortSupport, int connmark, String vethPrefix, int mtu, int podMtu, List<Cidr> externalServices, List<String> refused) {

    /** Key of the DaemonSet. */
    public static final ObjectKey DAEMON_SET = new ObjectKey("daemonsets.apps", "kube-system", "aws-node");

    /** What an empty environment means. */
    public static final AwsNodeSettings DEFAULT = AwsNodeEnvironment.settings(Map.of());

    /** @return the settings that the image's DaemonSet asks for */
    public static AwsNodeSettings of(ClusterImage image) {
        Map<String, String> environment = new LinkedHashMap<>();
        image.object(DAEMON_SET).ifPresent(stored -> Json.each(stored.object().path("spec").path("template").path("spec"), "containers")
                .filter(container -> Json.text(container, "name").equals("aws-node")).flatMap(container -> Json.each(container, "env"))
                .forEach(entry -> environment.put(Json.text(entry, "name"), Json.text(entry, "value"))));
        return environment.isEmpty() ? DEFAULT : ofEnvironment(environment);
    }

    /** @return what these environment variables mean; a value that does not parse counts as unset */
    public static AwsNodeSettings ofEnvironment(Map<String, String> variables) {
        return AwsNodeEnvironment.settings(variables);
    }
}
