package dev.glassplane.registry.kinds;

import dev.glassplane.store.Event;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.RevisionLog;
import dev.glassplane.store.Stored;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Follows the CustomResourceDefinitions of the log and serves their kinds. The log tells before it acknowledges, so nobody sees a gap. */
@Component
final class DefinedKinds {

    private static final Logger LOG = LoggerFactory.getLogger(DefinedKinds.class);
    private static final String RESOURCE = "customresourcedefinitions.apiextensions.k8s.io";

    private final RevisionLog log;
    private final ServedKinds kinds;
    private final Map<String, Made> made = new HashMap<>();

    DefinedKinds(RevisionLog log, ServedKinds kinds) {
        this.log = log;
        this.kinds = kinds;
        log.subscribe(this::changed);
        define();
    }

    private void changed(List<Event> events) {
        if (events.stream().anyMatch(event -> event.current().key().resource().equals(RESOURCE))) {
            define();
        }
    }

    /** Kinds are made anew only when their definition changes: their rules stay compiled. */
    private List<ServedKind> kindsOf(Stored stored) {
        JsonNode spec = stored.object().path("spec");
        Made made = this.made.get(stored.key().name());
        if (made == null || !made.spec.equals(spec)) {
            made = new Made(spec, Definitions.kinds(stored.object()));
            this.made.put(stored.key().name(), made);
        }
        return made.kinds;
    }

    private record Made(JsonNode spec, List<ServedKind> kinds) {}

    private synchronized void define() {
        List<ServedKind> defined = new ArrayList<>();
        made.keySet().removeIf(name -> log.get(new ObjectKey(RESOURCE, "", name)).isEmpty());
        log.list(RESOURCE).objects().stream().sorted(Comparator.comparing((Stored stored) -> stored.key().name())).forEach(stored -> {
            try {
                defined.addAll(kindsOf(stored));
            } catch (RuntimeException e) {
                LOG.warn("the kinds of {} are not served: {}", stored.key().name(), e.getMessage());
            }
        });
        kinds.define(defined);
    }
}
