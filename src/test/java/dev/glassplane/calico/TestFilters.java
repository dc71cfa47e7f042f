package dev.glassplane.calico;

/** BGPFilters for tests outside this package. */
public final class TestFilters {

    private TestFilters() {}

    /** @param spec as YAML */
    public static BgpFilter of(String name, String spec) {
        return BgpFilterTests.read(name, spec);
    }
}
