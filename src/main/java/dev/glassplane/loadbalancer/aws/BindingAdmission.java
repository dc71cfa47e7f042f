package dev.glassplane.loadbalancer.aws;

import dev.glassplane.registry.Admission;
import dev.glassplane.registry.ApiException;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The controller's webhook for TargetGroupBindings ({@code webhooks/elbv2/targetgroupbinding_validator.go}). */
@Component
class BindingAdmission implements Admission {

    private static final String WEBHOOK = "vtargetgroupbinding.elbv2.k8s.aws";
    private static final int FORBIDDEN = 403;

    private final ObjectProvider<Objects> objects;
    private final ObjectProvider<Kinds> kinds;

    BindingAdmission(ObjectProvider<Objects> objects, ObjectProvider<Kinds> kinds) {
        this.objects = objects;
        this.kinds = kinds;
    }

    @Override
    public void check(Kind kind, Optional<ObjectNode> before, ObjectNode after) {
        JsonNode spec = after.path("spec");
        if (!kind.resource().equals(Binding.RESOURCE) || before.filter(old -> old.path("spec").equals(spec)).isPresent()) {
            return;
        }
        if (text(spec, "targetGroupARN").isEmpty() && text(spec, "targetGroupName").isEmpty()) {
            throw denied("TargetGroupBinding must specify these fields: spec.targetGroupARN or spec.targetGroupName");
        }
        before.ifPresent(old -> immutable(old.path("spec"), spec));
        if (text(spec, "targetType").equals("ip") && spec.has("nodeSelector")) {
            throw denied("TargetGroupBinding cannot set NodeSelector when TargetType is ip");
        }
        if (before.isEmpty() && !text(spec, "targetGroupARN").isEmpty()) {
            unique(kind, text(spec, "targetGroupARN"));
        }
    }

    private static void immutable(JsonNode old, JsonNode spec) {
        List<String> changed = Stream.of("targetGroupARN", "targetType", "ipAddressType", "vpcID").filter(field -> !text(old, field).isEmpty()
                && !text(old, field).equals(text(spec, field))).map(field -> "spec." + field).toList();
        if (!changed.isEmpty()) {
            throw denied("TargetGroupBinding update may not change these fields: " + String.join(",", changed));
        }
    }

    private void unique(Kind kind, String arn) {
        objects.getObject().list(kinds.getObject().named(kind.resource())).objects().stream()
                .filter(other -> text(other.object().path("spec"), "targetGroupARN").equals(arn)).findFirst().ifPresent(other -> {
                    throw denied("TargetGroup " + arn + " is already bound to TargetGroupBinding " + other.key().namespace() + "/" + other.key().name());
                });
    }

    private static String text(JsonNode spec, String field) {
        return spec.path(field).stringValue("");
    }

    private static ApiException denied(String why) {
        return new ApiException(FORBIDDEN, "Forbidden", "admission webhook \"" + WEBHOOK + "\" denied the request: " + why, null);
    }
}
