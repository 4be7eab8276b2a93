// ONNX Runtime on the same network: node onnx_forward.cjs MODULES net.onnx input.f32 output.f32 SIZE THREADS WARMUP REPEATS
const fs = require('fs');
const path = require('path');

async function main() {
    const [modules, model, input, output, size, threads, warmup, repeats] = process.argv.slice(2);
    const ort = require(path.join(modules, 'onnxruntime-node'));
    const session = await ort.InferenceSession.create(model, {
        intraOpNumThreads: Number(threads), interOpNumThreads: 1, graphOptimizationLevel: 'all',
    });
    const bytes = fs.readFileSync(input);
    const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    const image = new ort.Tensor('float32', values, [1, 1, Number(size), Number(size)]);
    const seconds = [];
    let result = null;
    for (let k = 0; k < Number(warmup) + Number(repeats); k++) {
        const start = process.hrtime.bigint();
        result = await session.run({ image });
        if (k >= Number(warmup)) {
            seconds.push(Number(process.hrtime.bigint() - start) / 1e9);
        }
    }
    const parts = [result.prob.data, result.dist.data].map((d) => Buffer.from(d.buffer, d.byteOffset, d.byteLength));
    fs.writeFileSync(output, Buffer.concat(parts));
    console.log(JSON.stringify({ seconds }));
}

main().catch((e) => {
    console.error(e.message);
    process.exit(1);
});
