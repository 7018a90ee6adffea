package io.ringtail.proto.event;

/** How an integer is shown as text. */
public enum Display {
    /** Base ten, signed if the type is. */
    DECIMAL,
    /** Base sixteen, prefixed with {@code 0x}; shows the bits unsigned. */
    HEX,
    /** Base ten with a point: 123400 with four digits after it is 12.3400. */
    FIXED_POINT
}
