package io.ringtail.proto.event;

/** The base in which an integer is shown as text. */
public enum Display {
    /** Base ten, signed if the type is. */
    DECIMAL,
    /** Base sixteen, prefixed with {@code 0x}; shows the bits unsigned. */
    HEX
}
