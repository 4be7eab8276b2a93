package dlsegment.client;

import java.util.Map;

/** A message of the worker. */
public final class Response {
    private final Map<String, Object> message;

    Response(Map<String, Object> message) {
        this.message = message;
    }

    /** Name of the task that it belongs to. */
    public String task() {
        return Json.text(message.get("task"));
    }

    /** LAUNCH, UPDATE, COMPLETION, CANCELATION or FAILURE. */
    public String type() {
        return Json.text(message.get("responseType"));
    }

    /** UPDATE: the stage in words. */
    public String stage() {
        String text = Json.text(message.get("message"));
        return text == null ? "" : text;
    }

    /** UPDATE: the part that is done, 0..1, or NaN where it is not known. */
    public double done() {
        double maximum = Json.number(message.get("maximum"), 0);
        return maximum > 0 ? Math.min(1, Json.number(message.get("current"), 0) / maximum) : Double.NaN;
    }

    /** UPDATE: remaining seconds, or NaN where they are not known. */
    public double secondsLeft() {
        return Json.number(Json.object(message.get("info")).get("secondsLeft"), Double.NaN);
    }

    /** UPDATE: what the operation has to say beside that; empty where there is nothing. */
    public Map<String, Object> info() {
        return Json.object(message.get("info"));
    }

    /** COMPLETION: the results. */
    public Map<String, Object> outputs() {
        return Json.object(message.get("outputs"));
    }

    /** FAILURE: one sentence for the user. */
    public String error() {
        return Json.text(message.get("error"));
    }

    /** FAILURE: true where the user can mend it. */
    public boolean isAdvice() {
        return "advice".equals(Json.object(message.get("details")).get("kind"));
    }

    /** FAILURE: the stack trace of a fault, or null. */
    public String trace() {
        return Json.text(Json.object(message.get("details")).get("trace"));
    }
}
