package dev.glassplane.trace;

import dev.glassplane.dataplane.Dataplane;
import dev.glassplane.dataplane.ServiceModes;
import dev.glassplane.dataplane.WhatIf;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ImageEdit;
import dev.glassplane.trace.compare.Comparison;
import dev.glassplane.trace.compare.ModeResult;
import dev.glassplane.trace.model.Trace;
import dev.glassplane.trace.request.ModeWish;
import dev.glassplane.trace.request.RequestException;
import dev.glassplane.trace.request.Suggestions;
import dev.glassplane.trace.request.TraceRequest;
import dev.glassplane.trace.walk.Tracing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;

/** Asks about a packet as if every node ran one mode, or in each mode. */
@Component
final class Modes {

    private final ServiceModes modes;
    private final WhatIf whatIf;
    private final Networks networks;

    Modes(ServiceModes modes, WhatIf whatIf, Networks networks) {
        this.modes = modes;
        this.whatIf = whatIf;
        this.networks = networks;
    }

    /** Tables of nodes that all run one mode, or why there are none. */
    sealed interface Switched {}

    /**
     * @param dataplane the tables
     * @param edit      that led to them
     */
    record Tables(Dataplane dataplane, ImageEdit edit) implements Switched {}

    /** One sentence that says why there are none. */
    record None(String why) implements Switched {}

    /**
     * @param mode word of a mode
     * @throws RequestException if no mode has this word
     */
    Switched everywhere(String mode, Dataplane dataplane) throws TimeoutException, InterruptedException {
        if (!modes.words().contains(mode)) {
            List<String> words = new ArrayList<>(modes.words());
            words.addAll(List.of(ModeWish.AS_CONFIGURED, ModeWish.COMPARE));
            throw RequestException.invalid("mode", "one of " + String.join(", ", words), "\"" + mode + "\"" + Suggestions.didYouMean(mode, words));
        }
        return switch (modes.everywhere(mode, dataplane.image())) {
            case ServiceModes.Switch.Impossible impossible -> new None(impossible.why());
            case ServiceModes.Switch.Possible possible -> new Tables(whatIf.dataplane(dataplane, possible.edit()), possible.edit());
        };
    }

    /** @return the packet's fate in every mode; the first column is what is in force */
    Comparison compare(TraceRequest asked, Dataplane dataplane) throws TimeoutException, InterruptedException {
        TraceRequest request = asked.everyPath();
        ClusterImage image = dataplane.image();
        List<String> running = image.nodes().values().stream().map(node -> modes.of(node, image)).distinct().toList();
        String inForce = running.isEmpty() ? modes.configured(image) : running.size() == 1 ? running.getFirst() : ModeWish.AS_CONFIGURED;
        List<ModeResult> results = new ArrayList<>();
        results.add(result(inForce, true, request, dataplane));
        Map<String, String> notRun = new LinkedHashMap<>();
        for (String mode : modes.words()) {
            if (!mode.equals(inForce)) {
                switch (everywhere(mode, dataplane)) {
                    case None none -> notRun.put(mode, none.why());
                    case Tables tables -> {
                        try {
                            results.add(result(mode, false, request, tables.dataplane()));
                        } catch (RequestException e) {
                            notRun.put(mode, e.getMessage()); // for example no such endpoint to pick there
                        }
                    }
                }
            }
        }
        return Comparison.of(results, notRun);
    }

    private ModeResult result(String mode, boolean inForce, TraceRequest request, Dataplane dataplane) {
        Trace trace = Tracing.answer(request, networks.of(dataplane));
        return new ModeResult(mode, inForce, trace, trace.leading());
    }
}
