"""A client of the worker that shares no code with it: Python's own JSON, pipes and shared memory, as Appose uses them.

usage: foreign_client.py MODEL COMMAND...
Segments a 64 x 48 image of two frames and prints what came back; every check that fails ends it with an AssertionError.
"""
import json
import struct
import subprocess
import sys
import uuid
from multiprocessing import shared_memory


class Worker:
    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")

    def send(self, message):
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()

    def execute(self, script, inputs):
        task = str(uuid.uuid4())
        self.send({"task": task, "requestType": "EXECUTE", "script": script, "inputs": inputs, "queue": None})
        return task

    def answer(self, task):
        kinds = []
        while True:
            line = self.process.stdout.readline()
            assert line, "the worker is gone after " + str(kinds)
            response = json.loads(line)
            assert response["task"] == task, line
            kinds.append(response["responseType"])
            if response["responseType"] not in ("LAUNCH", "UPDATE"):
                assert kinds[0] == "LAUNCH", kinds
                return response

    def call(self, script, **inputs):
        return self.answer(self.execute(script, inputs))


def shm(block):
    return {"appose_type": "shm", "name": block.name.lstrip("/"), "rsize": block.size}


def attach(array):
    block = shared_memory.SharedMemory(name=array["shm"]["name"])
    try:  # Python would remove a block at its end that is the worker's to remove
        from multiprocessing import resource_tracker
        resource_tracker.unregister(block._name, "shared_memory")
    except Exception:
        pass
    return block


def main(model, command):
    worker = Worker(command)

    described = worker.call("describe")["outputs"]
    assert described["protocol"] == 1, described
    assert "segment" in [o["name"] for o in described["operations"]], described

    width, height = 64, 48
    image = shared_memory.SharedMemory(create=True, size=2 * 2 * width * height)
    struct.pack_into("<%dH" % (2 * width * height), image.buf, 0, *[(i * 7919) % 60000 for i in range(2 * width * height)])
    pixels = {"appose_type": "ndarray", "dtype": "uint16", "shape": [2, height, width], "shm": shm(image)}

    response = worker.call("segment", image=pixels, axes="TYX", model=model, prob=0.0, nms=0.5, boundaryExclusion=0)
    assert response["responseType"] == "COMPLETION", response
    outputs = response["outputs"]
    count, columns = outputs["objects"]["shape"]
    assert count == sum(outputs["counts"]) > 0, outputs
    table = attach(outputs["objects"])
    rows = [struct.unpack_from("<%df" % columns, table.buf, 4 * columns * i) for i in range(count)]
    assert {int(row[0]) for row in rows} == {0, 1}, "frames"
    assert [int(row[1]) for row in rows if row[0] == 1] == list(range(1, outputs["counts"][1] + 1)), "labels"
    labels = attach(outputs["labels"])
    assert outputs["labels"]["shape"] == [2, height, width]
    values = struct.unpack_from("<%dH" % (2 * width * height), labels.buf, 0)
    assert 0 < max(values) <= max(outputs["counts"]), "labels"
    table.close()
    labels.close()

    assert worker.call("release", names=[outputs["labels"]["shm"]["name"]])["outputs"]["released"] == 1
    try:
        shared_memory.SharedMemory(name=outputs["labels"]["shm"]["name"])
        raise AssertionError("released memory is still there")
    except FileNotFoundError:
        pass

    failure = worker.call("segment", image=pixels, model="no such model", axes="TYX")
    assert failure["responseType"] == "FAILURE" and "no such model" in failure["error"], failure

    # a task that waits behind another and is cancelled there
    first = worker.execute("segment", {"image": pixels, "axes": "TYX", "model": model})
    second = worker.execute("segment", {"image": pixels, "axes": "TYX", "model": model})
    worker.send({"task": second, "requestType": "CANCEL"})
    ends = {}
    while len(ends) < 2:
        response = json.loads(worker.process.stdout.readline())
        if response["responseType"] not in ("LAUNCH", "UPDATE"):
            ends[response["task"]] = response["responseType"]
    assert ends == {first: "COMPLETION", second: "CANCELATION"}, ends

    worker.process.stdin.close()
    assert worker.process.wait(timeout=30) == 0
    assert worker.process.stdout.read() == ""
    image.close()
    image.unlink()
    print("objects: %d, device: %s" % (count, outputs["device"]))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
