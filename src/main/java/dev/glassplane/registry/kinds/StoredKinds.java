package dev.glassplane.registry.kinds;

import dev.glassplane.registry.Kind;
import dev.glassplane.registry.kinds.ServedKind.Support;
import dev.glassplane.registry.schema.ModelSchema;
import io.fabric8.kubernetes.api.model.APIService;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.FlowSchema;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.PriorityLevelConfiguration;
import io.fabric8.kubernetes.api.model.node.v1.RuntimeClass;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.CSIStorageCapacity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import java.util.List;
import java.util.Set;

/** Built-in kinds that are stored and that nothing acts on; names and subresources as a real server's discovery gives them. */
final class StoredKinds {

    private static final String NO_PODS = "no controller of this server makes pods of it: it is only stored";
    private static final String NO_VOLUMES = "pods here have no volumes: it is only stored";
    private static final String NOT_CALLED = "webhooks are not called and policies not evaluated: it is only stored";
    private static final String NOT_COUNTED = "nothing counts against it or defaults from it: it is only stored";
    private static final String STORAGE = "storage.k8s.io";
    private static final String ADMISSION = "admissionregistration.k8s.io";
    private static final List<String> ALL = List.of("all");
    private static final List<String> NONE = List.of();
    private static final Set<String> STATUS = Set.of("status");

    private StoredKinds() {}

    static List<ServedKind> all() {
        return List.of(
                namespaced("", "v1", "ReplicationController", List.of("rc"), ALL, ReplicationController.class, Set.of("status", "scale"), NO_PODS),
                namespaced("", "v1", "PersistentVolumeClaim", List.of("pvc"), NONE, PersistentVolumeClaim.class, STATUS, NO_VOLUMES),
                namespaced("", "v1", "ResourceQuota", List.of("quota"), NONE, ResourceQuota.class, STATUS, NOT_COUNTED),
                namespaced("", "v1", "LimitRange", List.of("limits"), NONE, LimitRange.class, Set.of(), NOT_COUNTED),
                namespaced("", "v1", "PodTemplate", NONE, NONE, PodTemplate.class, Set.of(), NO_PODS),
                cluster("", "v1", "PersistentVolume", List.of("pv"), PersistentVolume.class, STATUS, NO_VOLUMES),
                namespaced("apps", "v1", "ControllerRevision", NONE, NONE, ControllerRevision.class, Set.of(), "revisions change nothing here: it is only stored"),
                namespaced("batch", "v1", "Job", NONE, ALL, Job.class, STATUS, NO_PODS),
                namespaced("batch", "v1", "CronJob", List.of("cj"), ALL, CronJob.class, STATUS, NO_PODS),
                namespaced("autoscaling", "v2", "HorizontalPodAutoscaler", List.of("hpa"), ALL, HorizontalPodAutoscaler.class, STATUS,
                        "there are no metrics, nothing is scaled: it is only stored"),
                cluster(STORAGE, "v1", "StorageClass", List.of("sc"), StorageClass.class, Set.of(), NO_VOLUMES),
                cluster(STORAGE, "v1", "CSIDriver", NONE, CSIDriver.class, Set.of(), NO_VOLUMES),
                cluster(STORAGE, "v1", "CSINode", NONE, CSINode.class, Set.of(), NO_VOLUMES),
                cluster(STORAGE, "v1", "VolumeAttachment", NONE, VolumeAttachment.class, STATUS, NO_VOLUMES),
                namespaced(STORAGE, "v1", "CSIStorageCapacity", NONE, NONE, CSIStorageCapacity.class, Set.of(), NO_VOLUMES),
                cluster(ADMISSION, "v1", "ValidatingWebhookConfiguration", NONE, ValidatingWebhookConfiguration.class, Set.of(), NOT_CALLED),
                cluster(ADMISSION, "v1", "MutatingWebhookConfiguration", NONE, MutatingWebhookConfiguration.class, Set.of(), NOT_CALLED),
                cluster(ADMISSION, "v1", "ValidatingAdmissionPolicy", NONE, ValidatingAdmissionPolicy.class, STATUS, NOT_CALLED),
                cluster(ADMISSION, "v1", "ValidatingAdmissionPolicyBinding", NONE, ValidatingAdmissionPolicyBinding.class, Set.of(), NOT_CALLED),
                new ServedKind(new Kind("apiregistration.k8s.io", "v1", "APIService", "apiservices", "apiservice", NONE,
                        List.of("api-extensions"), false), Support.FULL, STATUS, List.of(),
                        new ModelSchema(kind("apiregistration.k8s.io", "v1", "APIService", NONE, NONE, false), APIService.class),
                        new StoredStrategy("requests are not passed on to other servers: it is only stored")),
                cluster("flowcontrol.apiserver.k8s.io", "v1", "FlowSchema", NONE, FlowSchema.class, STATUS, NOT_COUNTED),
                cluster("flowcontrol.apiserver.k8s.io", "v1", "PriorityLevelConfiguration", NONE, PriorityLevelConfiguration.class, STATUS, NOT_COUNTED),
                cluster("node.k8s.io", "v1", "RuntimeClass", NONE, RuntimeClass.class, Set.of(), "no containers run: it is only stored"));
    }

    private static ServedKind namespaced(String group, String version, String name, List<String> shortNames, List<String> categories,
                                         Class<?> model, Set<String> subresources, String consequence) {
        return stored(kind(group, version, name, shortNames, categories, true), model, subresources, consequence);
    }

    private static ServedKind cluster(String group, String version, String name, List<String> shortNames, Class<?> model,
                                      Set<String> subresources, String consequence) {
        List<String> categories = group.equals(ADMISSION) ? List.of("api-extensions") : NONE;
        return stored(kind(group, version, name, shortNames, categories, false), model, subresources, consequence);
    }

    private static ServedKind stored(Kind kind, Class<?> model, Set<String> subresources, String consequence) {
        return new ServedKind(kind, Support.FULL, subresources, List.of(), new ModelSchema(kind, model), new StoredStrategy(consequence));
    }

    private static Kind kind(String group, String version, String name, List<String> shortNames, List<String> categories, boolean namespaced) {
        return BuiltInKinds.kind(group, version, name, shortNames, categories, namespaced);
    }
}
