package dev.glassplane.registry.cel;

/**
 * A field path; text is made when it is needed.
 *
 * @param parent null above the root
 * @param step   {@code .name}, {@code [0]} or {@code [key]}; empty at the root
 */
record Place(Place parent, String step) {

    static final Place ROOT = new Place(null, "");

    Place child(String name) {
        return new Place(this, "." + name);
    }

    Place index(int index) {
        return new Place(this, "[" + index + "]");
    }

    Place key(String key) {
        return new Place(this, "[" + key + "]");
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Place place = this; place != null; place = place.parent) {
            text.insert(0, place.step);
        }
        return text.isEmpty() ? "<nil>" : text.charAt(0) == '.' ? text.substring(1) : text.toString();
    }
}
