package io.ringtail.reader.otlp;

import io.ringtail.reader.protobuf.ProtoReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Reads answers of OTLP receivers, which are not trusted. */
final class AnswerText {
    private static final int OK = 200;
    private static final int MULTIPLE_CHOICES = 300;
    private static final int BAD_REQUEST = 400;
    private static final int TOO_LARGE = 413;
    private static final int UNPROCESSABLE = 422;
    private static final int TOO_MANY = 429;
    private static final int BAD_GATEWAY = 502;
    private static final int UNAVAILABLE = 503;
    private static final int GATEWAY_TIMEOUT = 504;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int PARTIAL_SUCCESS = 1;
    private static final int REJECTED = 1;
    private static final int ERROR_MESSAGE = 2;
    private static final int STATUS_MESSAGE = 2;
    private static final int MOST_TEXT = 300;
    private static final long LONGEST_PAUSE_SECONDS = 3600;
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");
    private static final String PROTOBUF = "application/x-protobuf";

    private AnswerText() {}

    /** Returns what an answer means. */
    static Outcome outcome(HttpResponse<byte[]> answer) {
        int status = answer.statusCode();
        if (status >= OK && status < MULTIPLE_CHOICES) {
            return accepted(answer);
        }
        String text = answer.uri() + " answers " + status + message(answer);
        return switch (status) {
            case TOO_MANY, BAD_GATEWAY, UNAVAILABLE, GATEWAY_TIMEOUT -> Outcome.later(text, pauseNs(answer));
            case BAD_REQUEST, TOO_LARGE, UNPROCESSABLE -> new Outcome(Outcome.Kind.REFUSED, 0, text, -1);
            default -> Outcome.useless(text + ": " + remedy(status, answer));
        };
    }

    private static String remedy(int status, HttpResponse<byte[]> answer) {
        if (status >= MULTIPLE_CHOICES && status < BAD_REQUEST) {
            return "give the URL that it has moved to, "
                    + line(answer.headers().firstValue("location").orElse("which it does not say"));
        }
        return switch (status) {
            case UNAUTHORIZED, FORBIDDEN -> "give the header that it asks for in the file of --otlp-headers";
            case NOT_FOUND -> "give the receiver's whole URL, such as http://HOST:4318/v1/traces";
            default -> "check that an OTLP receiver serves HTTP at that URL";
        };
    }

    private static Outcome accepted(HttpResponse<byte[]> answer) {
        String type = answer.headers().firstValue("content-type").orElse("").toLowerCase(Locale.ROOT);
        if (answer.body().length == 0) {
            return Outcome.accepted();
        }
        if (type.startsWith("application/json")) {
            return new Outcome(
                    Outcome.Kind.ACCEPTED,
                    0,
                    answer.uri() + " answers in JSON, so it is not known whether it rejected spans",
                    -1);
        }
        try {
            if (type.startsWith(PROTOBUF)) {
                return partial(answer);
            }
        } catch (IllegalArgumentException malformed) {
            // As for any other body.
        }
        return Outcome.useless(answer.uri() + " answers " + answer.statusCode() + " with "
                + (type.isEmpty() ? "an unknown type" : line(type))
                + ", as no OTLP receiver does: give the receiver's URL, such as http://HOST:4318/v1/traces");
    }

    private static Outcome partial(HttpResponse<byte[]> answer) {
        long rejected = 0;
        String text = "";
        ProtoReader response = new ProtoReader(answer.body());
        while (response.next()) {
            if (response.field() == PARTIAL_SUCCESS) {
                ProtoReader partial = response.message();
                while (partial.next()) {
                    switch (partial.field()) {
                        case REJECTED -> rejected = Math.max(0, partial.number());
                        case ERROR_MESSAGE -> text = line(partial.text());
                        default -> {}
                    }
                }
            }
        }
        return new Outcome(Outcome.Kind.ACCEPTED, rejected, text, -1);
    }

    /** Returns the message of a {@code google.rpc.Status}, or the body's text, after a colon. */
    private static String message(HttpResponse<byte[]> answer) {
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        if (answer.headers().firstValue("content-type").orElse("").startsWith(PROTOBUF)) {
            text = "";
            try {
                ProtoReader status = new ProtoReader(answer.body());
                while (status.next()) {
                    text = status.field() == STATUS_MESSAGE ? status.text() : text;
                }
            } catch (IllegalArgumentException malformed) {
                text = "";
            }
        }
        String line = line(text);
        return line.isEmpty() ? "" : " (" + line + ")";
    }

    /** Returns one printable line of a text, which is cut where it is long. */
    static String line(String text) {
        String whole = text.strip().replaceAll("\\s+", " ").replaceAll("[\\p{Cc}\\p{Cf}]", "?");
        return whole.length() <= MOST_TEXT ? whole : whole.substring(0, MOST_TEXT) + "…";
    }

    /** Returns the pause of {@code Retry-After}, in seconds or until a date (RFC 9110, 10.2.3); negative for none. */
    private static long pauseNs(HttpResponse<byte[]> answer) {
        String text = answer.headers().firstValue("retry-after").orElse("").strip();
        if (SECONDS.matcher(text).matches()) {
            return TimeUnit.SECONDS.toNanos(Math.min(Long.parseLong(text), LONGEST_PAUSE_SECONDS));
        }
        try {
            Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            long seconds = Duration.between(Instant.now(), until).toSeconds();
            return TimeUnit.SECONDS.toNanos(Math.max(0, Math.min(seconds, LONGEST_PAUSE_SECONDS)));
        } catch (DateTimeParseException none) {
            return -1;
        }
    }
}
