package dev.glassplane.trace;

import dev.glassplane.registry.AnsweringKind;
import dev.glassplane.registry.ApiErrors;
import dev.glassplane.registry.ApiException;
import dev.glassplane.trace.request.RequestException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** PacketTrace objects: {@code kubectl create -f trace.yaml -o yaml} answers in {@code status}, and nothing is stored. */
@Component
final class PacketTraces implements AnsweringKind {

    private static final String GROUP = "glassplane.dev";

    private final Tracer tracer;

    PacketTraces(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public String resource() {
        return "packettraces." + GROUP;
    }

    @Override
    public ObjectNode answer(ObjectNode object) {
        ObjectNode spec = object.path("spec") instanceof ObjectNode fields ? fields : JsonNodeFactory.instance.objectNode();
        try {
            Answer answer = tracer.answer(spec);
            ObjectNode copy = object.deepCopy();
            ObjectNode status = answer.json();
            status.putObject("render").put("text", answer.text());
            copy.set("status", status);
            return copy;
        } catch (RequestException e) {
            String reason = switch (e.kind()) {
                case INVALID, NOT_POSSIBLE -> "FieldValueInvalid";
                case NOT_FOUND -> "FieldValueNotFound";
            };
            throw ApiErrors.invalid(GROUP, "PacketTrace", object.path("metadata").path("name").asString(""),
                    List.of(new ApiException.Cause(reason, withoutField(e), "spec." + e.field())));
        } catch (TimeoutException e) {
            throw ApiErrors.timeout(e.getMessage(), List.of(), 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiErrors.timeout("the server is stopping", List.of(), 1);
        }
    }

    /** The cause names its field already. */
    private static String withoutField(RequestException e) {
        String field = e.field() + ": ";
        return e.getMessage().startsWith(field) ? e.getMessage().substring(field.length()) : e.getMessage();
    }
}
