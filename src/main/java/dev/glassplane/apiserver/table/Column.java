package dev.glassplane.apiserver.table;

/**
 * A column definition of a Table.
 *
 * @param name        header
 * @param type        {@code string}, {@code integer}, {@code date}, ...
 * @param format      {@code name} for the column that names the object, else mostly empty
 * @param description one sentence
 * @param priority    0 is always shown, more only with {@code -o wide}
 */
public record Column(String name, String type, String format, String description, int priority) {

    /** The first column of nearly every kind. */
    static final Column NAME = new Column("Name", "string", "name", "Name of the object, unique within its namespace.", 0);
    /** The usual age column of built-in kinds: text already. */
    static final Column AGE = text("Age", "Time since the object was created.");

    static Column text(String name, String description) {
        return new Column(name, "string", "", description, 0);
    }

    static Column integer(String name, String description) {
        return new Column(name, "integer", "", description, 0);
    }

    static Column wide(String name, String description) {
        return new Column(name, "string", "", description, 1);
    }
}
