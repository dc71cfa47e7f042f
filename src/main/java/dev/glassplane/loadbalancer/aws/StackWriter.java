package dev.glassplane.loadbalancer.aws;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.registry.ApiException;
import dev.glassplane.registry.DeleteOptions;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.registry.WriteOptions;
import dev.glassplane.store.Stored;
import dev.glassplane.vpc.CloudIds;
import dev.glassplane.vpc.VpcReader;
import dev.glassplane.vpc.VpcWrites;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Brings what is in AWS to what stacks want: security groups, network interfaces, TargetGroupBindings. For the control loops that make load balancers. */
@Component
public final class StackWriter {

    private static final String MANAGER = "controller";

    private final Objects objects;
    private final Kinds kinds;
    private final VpcReader reader;
    private final VpcWrites writes;
    private final CloudIds ids;

    /** @param writes what the loops that share the VPC's addresses wrote */
    public StackWriter(Objects objects, Kinds kinds, VpcReader reader, VpcWrites writes, CloudIds ids) {
        this.objects = objects;
        this.kinds = kinds;
        this.reader = reader;
        this.writes = writes;
        this.ids = ids;
    }

    /** @return whether the image shows all that was written of the VPC; if not, a later one will, and it is to be waited for */
    public boolean shownBy(ClusterImage image) {
        return writes.shownBy(image);
    }

    /** @return the work on one image */
    public Run on(ClusterImage image, Instant now) {
        return new Run(Cloud.of(image, reader.of(image), ids), now);
    }

    /** One run of a control loop. */
    public final class Run {

        private final Cloud cloud;
        private final InterfaceWriter interfaces;

        Run(Cloud cloud, Instant now) {
            this.cloud = cloud;
            this.interfaces = new InterfaceWriter(cloud, writes, now);
        }

        /** @return AWS as this run sees it */
        public Cloud cloud() {
            return cloud;
        }

        /**
         * Makes, changes and deletes until AWS has what the stack wants.
         *
         * @return whether something was to be done
         * @throws DeployFailure if AWS refuses something; what was done before that stays
         */
        public boolean deploy(Stack stack) {
            try {
                boolean changed = groups(stack);
                changed |= interfaces.bring(stack);
                changed |= bindings(stack);
                return removeGroups(stack.id(), Set.copyOf(stack.groupIds(cloud))) | changed;
            } catch (ApiException e) {
                throw new DeployFailure(e.getMessage());
            }
        }

        /** Deletes what was made for these objects. */
        public boolean remove(StackId stack) {
            boolean changed = removeBindings(stack, Set.of());
            changed |= interfaces.remove(stack);
            return removeGroups(stack, Set.of()) | changed;
        }

        private boolean groups(Stack stack) {
            boolean changed = stack.groups().backend() && keep(Manifests.backend(cloud), false);
            return stack.groups() instanceof Stack.Groups.Managed managed ? keep(Manifests.frontend(stack, managed, cloud), true) | changed : changed;
        }

        /** @param rules whether the inbound rules are the controller's too */
        private boolean keep(ObjectNode group, boolean rules) {
            String id = group.path("metadata").path("name").stringValue();
            JsonNode wanted = group.path("spec").path("ingressRules");
            if (objects.get(kinds.named(Manifests.SECURITY_GROUPS), "", id).isEmpty()) {
                objects.create(kinds.named(Manifests.SECURITY_GROUPS), "", group, WriteOptions.by(MANAGER));
                return true;
            }
            boolean[] changed = {false};
            if (rules) {
                objects.modify(kinds.named(Manifests.SECURITY_GROUPS), "", id, "", object -> {
                    changed[0] = !object.path("spec").path("ingressRules").equals(wanted);
                    object.withObject("/spec").set("ingressRules", wanted.deepCopy());
                    return object;
                });
            }
            return changed[0];
        }

        private boolean removeGroups(StackId stack, Set<String> kept) {
            boolean changed = false;
            for (Stored group : cloud.image().all(Manifests.SECURITY_GROUPS).values()) {
                if (Manifests.tag(group.object(), stack.source().stackTag()).equals(stack.name()) && !kept.contains(group.key().name())) {
                    changed |= delete(group);
                }
            }
            return changed;
        }

        private boolean bindings(Stack stack) {
            boolean changed = removeBindings(stack.id(), stack.targetGroups().stream().map(TargetGroupSpec::name).collect(Collectors.toSet()));
            for (TargetGroupSpec group : stack.targetGroups()) {
                ObjectNode wanted = Manifests.binding(stack, group, cloud.place());
                String namespace = group.binding().namespace();
                if (objects.get(kinds.named(Binding.RESOURCE), namespace, group.name()).isEmpty()) {
                    objects.create(kinds.named(Binding.RESOURCE), namespace, wanted, WriteOptions.by(MANAGER));
                    changed = true;
                    continue;
                }
                boolean[] different = {false};
                objects.modify(kinds.named(Binding.RESOURCE), namespace, group.name(), "", object -> {
                    different[0] = !object.path("spec").equals(wanted.path("spec"));
                    object.set("spec", wanted.path("spec").deepCopy());
                    return object;
                });
                changed |= different[0];
            }
            return changed;
        }

        private boolean removeBindings(StackId stack, Set<String> kept) {
            boolean changed = false;
            for (Stored binding : cloud.image().all(Binding.RESOURCE).values()) {
                JsonNode labels = binding.object().path("metadata").path("labels");
                if (labels.path(stack.source().nameLabel()).stringValue("").equals(stack.localName())
                        && labels.path(stack.source().namespaceLabel()).stringValue("").equals(stack.namespace()) && !kept.contains(binding.key().name())) {
                    changed |= delete(binding);
                }
            }
            return changed;
        }

        private boolean delete(Stored object) {
            if (objects.get(kinds.named(object.key().resource()), object.key().namespace(), object.key().name()).isEmpty()) {
                return false;
            }
            objects.delete(kinds.named(object.key().resource()), object.key().namespace(), object.key().name(), DeleteOptions.NOW);
            return true;
        }
    }
}
