package dev.glassplane.trace.walk;

import dev.glassplane.linux.stack.Decisions;
import dev.glassplane.linux.stack.Draw;
import java.util.ArrayList;
import java.util.List;

/** Draws by a script, which {@link #next} turns to the next path, depth first. What the script does not say takes the first option. */
final class ScriptedDecisions implements Decisions {

    private final List<Integer> script = new ArrayList<>();
    private final List<Draw> asked = new ArrayList<>();

    @Override
    public int choose(Draw draw) {
        asked.add(draw);
        if (script.size() < asked.size()) {
            script.add(firstPossible(draw, 0));
        }
        return script.get(asked.size() - 1);
    }

    /** @return whether there is another path; the script then leads to it */
    boolean next() {
        while (!script.isEmpty()) {
            Draw last = asked.get(script.size() - 1);
            int option = firstPossible(last, script.removeLast() + 1);
            if (option < last.weights().size()) {
                script.add(option);
                asked.clear();
                return true;
            }
        }
        return false;
    }

    private static int firstPossible(Draw draw, int from) {
        int option = from;
        while (option < draw.weights().size() && draw.weights().get(option).signum() == 0) {
            option++;
        }
        return option;
    }
}
