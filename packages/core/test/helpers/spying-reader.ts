import { type DecodeRequest, type FieldReader, pixelsReader, type ReadableField } from "@millrace/core";

/** A reader of decoded fields that notes what is opened, by field. */
export function spyingReader(): { reader: FieldReader; opened: { field: string; request: DecodeRequest }[] } {
  const opened: { field: string; request: DecodeRequest }[] = [];
  const spied = (field: string, readable: ReadableField): ReadableField => ({
    ...readable,
    open: (request: DecodeRequest) => {
      opened.push({ field, request });
      return readable.open(request);
    },
  });
  const reader: FieldReader = {
    async read(sample) {
      const fields = await pixelsReader.read(sample);
      return Object.fromEntries(
        Object.entries(fields).map(([field, readable]) => [
          field,
          "frames" in readable
            ? { ...readable, frames: readable.frames.map((frame) => spied(field, frame)) }
            : spied(field, readable),
        ]),
      );
    },
  };
  return { reader, opened };
}
