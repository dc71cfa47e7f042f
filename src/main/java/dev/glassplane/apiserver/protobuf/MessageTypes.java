package dev.glassplane.apiserver.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Admissionregistration;
import io.kubernetes.client.proto.V1Apps;
import io.kubernetes.client.proto.V1Authentication;
import io.kubernetes.client.proto.V1Authorization;
import io.kubernetes.client.proto.V1Autoscaling;
import io.kubernetes.client.proto.V1Batch;
import io.kubernetes.client.proto.V1Coordination;
import io.kubernetes.client.proto.V1Discovery;
import io.kubernetes.client.proto.V1Events;
import io.kubernetes.client.proto.V1Flowcontrol;
import io.kubernetes.client.proto.V1Networking;
import io.kubernetes.client.proto.V1Node;
import io.kubernetes.client.proto.V1Policy;
import io.kubernetes.client.proto.V1Rbac;
import io.kubernetes.client.proto.V1Scheduling;
import io.kubernetes.client.proto.V1Storage;
import io.kubernetes.client.proto.V2Autoscaling;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Which message a kind is written as. Descriptors are loaded when a client first sends or wants protobuf. */
final class MessageTypes {

    private static final Map<String, Supplier<FileDescriptor>> FILES = Map.ofEntries(
            Map.entry("v1", V1::getDescriptor), Map.entry("apps/v1", V1Apps::getDescriptor), Map.entry("batch/v1", V1Batch::getDescriptor),
            Map.entry("networking.k8s.io/v1", V1Networking::getDescriptor), Map.entry("discovery.k8s.io/v1", V1Discovery::getDescriptor),
            Map.entry("coordination.k8s.io/v1", V1Coordination::getDescriptor), Map.entry("events.k8s.io/v1", V1Events::getDescriptor),
            Map.entry("policy/v1", V1Policy::getDescriptor), Map.entry("rbac.authorization.k8s.io/v1", V1Rbac::getDescriptor),
            Map.entry("authentication.k8s.io/v1", V1Authentication::getDescriptor),
            Map.entry("authorization.k8s.io/v1", V1Authorization::getDescriptor), Map.entry("autoscaling/v1", V1Autoscaling::getDescriptor),
            Map.entry("autoscaling/v2", V2Autoscaling::getDescriptor), Map.entry("scheduling.k8s.io/v1", V1Scheduling::getDescriptor),
            Map.entry("storage.k8s.io/v1", V1Storage::getDescriptor), Map.entry("node.k8s.io/v1", V1Node::getDescriptor),
            Map.entry("flowcontrol.apiserver.k8s.io/v1", V1Flowcontrol::getDescriptor),
            Map.entry("admissionregistration.k8s.io/v1", V1Admissionregistration::getDescriptor));

    /** Kinds of {@code meta.k8s.io} that every group version has. */
    private static final Set<String> IN_EVERY_GROUP = Set.of("DeleteOptions", "Status", "WatchEvent", "ListOptions", "CreateOptions",
            "PatchOptions", "UpdateOptions", "GetOptions");

    private MessageTypes() {}

    /** @return the message type of a kind, a list kind or an options kind; empty if it has no protobuf form here */
    static Optional<Descriptor> of(String apiVersion, String kind) {
        if (IN_EVERY_GROUP.contains(kind)) {
            return Optional.ofNullable(Meta.getDescriptor().findMessageTypeByName(kind));
        }
        return Optional.ofNullable(FILES.get(apiVersion)).map(file -> file.get().findMessageTypeByName(kind));
    }
}
