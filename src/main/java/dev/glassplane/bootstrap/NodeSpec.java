package dev.glassplane.bootstrap;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A node that a fresh cluster starts with.
 *
 * @param name         node name
 * @param instanceType EC2 type, for example {@code m5.large}
 * @param zone         availability zone, empty to let the cluster choose
 */
record NodeSpec(String name, String instanceType, String zone) {

    private static final String DEFAULT_TYPE = "m5.large";
    private static final Pattern FORM = Pattern.compile("([a-z0-9][a-z0-9.-]*)(?:=([a-z0-9.-]+))?(?:@([a-z0-9-]+))?");

    /**
     * @param text {@code NAME[=INSTANCE_TYPE][@ZONE]}
     * @throws IllegalArgumentException showing the expected form
     */
    static NodeSpec parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "glassplane.nodes: \"" + text + "\" is not NAME[=INSTANCE_TYPE][@ZONE], for example node-a=m5.large@us-east-1a");
        }
        String type = matcher.group(2) == null ? DEFAULT_TYPE : matcher.group(2);
        return new NodeSpec(matcher.group(1), type, matcher.group(3) == null ? "" : matcher.group(3));
    }
}
