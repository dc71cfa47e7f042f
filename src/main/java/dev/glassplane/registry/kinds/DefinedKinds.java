package dev.glassplane.registry.kinds;

import dev.glassplane.store.Event;
import dev.glassplane.store.RevisionLog;
import dev.glassplane.store.Stored;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Follows the CustomResourceDefinitions of the log and serves their kinds. The log tells before it acknowledges, so nobody sees a gap. */
@Component
final class DefinedKinds {

    private static final Logger LOG = LoggerFactory.getLogger(DefinedKinds.class);
    private static final String RESOURCE = "customresourcedefinitions.apiextensions.k8s.io";

    private final RevisionLog log;
    private final ServedKinds kinds;

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

    private synchronized void define() {
        List<ServedKind> defined = new ArrayList<>();
        log.list(RESOURCE).objects().stream().sorted(Comparator.comparing((Stored stored) -> stored.key().name())).forEach(stored -> {
            try {
                defined.addAll(Definitions.kinds(stored.object(), _ -> { }));
            } catch (RuntimeException e) {
                LOG.warn("the kinds of {} are not served: {}", stored.key().name(), e.getMessage());
            }
        });
        kinds.define(defined);
    }
}
