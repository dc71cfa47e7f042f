package dev.glassplane.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** Asks a PostgreSQL once before anything else does, so that what is wrong is said in one sentence. */
final class DatabaseCheck {

    private static final int CONNECT_SECONDS = 10;

    private DatabaseCheck() {}

    /** @throws DatabaseRefusedException saying what the database answers instead of serving */
    static void run(DatabaseSettings settings) {
        Properties properties = new Properties();
        if (!settings.user().isEmpty()) {
            properties.put("user", settings.user());
        }
        if (!settings.password().isEmpty()) {
            properties.put("password", settings.password());
        }
        properties.put("loginTimeout", Integer.toString(CONNECT_SECONDS));
        try (Connection connection = DriverManager.getConnection(settings.url(), properties); Statement statement = connection.createStatement()) {
            try (ResultSet found = statement.executeQuery("show transaction_read_only")) {
                found.next();
                if (found.getString(1).equals("on")) {
                    throw refused(settings, "the server takes no writes (transaction_read_only is on): expected the primary server, not a standby", null);
                }
            }
        } catch (SQLException e) {
            throw refused(settings, meaning(e), e);
        }
    }

    private static String meaning(SQLException e) {
        String said = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        String state = String.valueOf(e.getSQLState());
        return switch (state) {
            case "28P01", "28000" -> said + ": " + DatabaseSettings.USER + " or " + DatabaseSettings.PASSWORD + " is not what the server expects";
            case "3D000" -> said + ": create it first, for example with createdb";
            case "53300" -> said + ": the server has no connection left; each process takes up to ten";
            default -> state.startsWith("08") ? "no PostgreSQL answers there: " + said : said + " (SQL state " + state + ")";
        };
    }

    private static DatabaseRefusedException refused(DatabaseSettings settings, String why, Throwable cause) {
        String url = settings.url().replaceAll("\\?.*", "");
        DatabaseRefusedException refusal = new DatabaseRefusedException(DatabaseSettings.URL + "=" + DatabaseSettings.withoutPassword(url) + ": " + why);
        if (cause != null) {
            refusal.initCause(cause);
        }
        return refusal;
    }
}
