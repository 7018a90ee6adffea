package io.ringtail.client.typed;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an integer as one that is shown with a decimal point: with 4 decimals, 123400 is shown as 12.3400.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Decimals {
    /** The digits after the point, 1 to 9: the integer counts units of 10<sup>-decimals</sup>. */
    int value();
}
