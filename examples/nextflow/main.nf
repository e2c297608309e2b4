// A folder of structures -> lots -> mtorstruct batch for each lot -> one Parquet file. See README.md.

params.structures = 'structures'  // folder; those in folders below it count too
params.results    = 'results'
params.analysis   = 'domains'     // an analysis of mtorstruct batch: domains, distances, interfaces, ...
params.options    = ''            // more options of mtorstruct batch, such as '--level all'
params.lot        = 200           // structures in a lot

// A lot whose structures failed, some or all (exit codes 1 to 5), is done: its ledger says why they did.
process measure {
    tag "${lot}"

    input:
    tuple val(lot), path(structures, stageAs: 'structures/*')

    output:
    path "${lot}"

    script:
    """
    { mtorstruct batch ${params.analysis} structures -o ${lot} --jobs ${task.cpus} ${params.options} || [ \$? -le 5 ]; }
    test -s ${lot}/summary.json
    """

    stub:
    """
    mkdir -p ${lot}/${params.analysis}
    touch ${lot}/summary.json ${lot}/ledger.jsonl ${lot}/${params.analysis}/part-00000.parquet
    """
}

process merge {
    publishDir params.results, mode: 'copy'

    input:
    path lots, stageAs: 'lots/*'

    output:
    path "${params.analysis}.parquet"
    path "${params.analysis}.failed.jsonl"

    script:
    """
    python ${projectDir}/../merge.py ${params.analysis}.parquet lots/*
    """

    stub:
    """
    touch ${params.analysis}.parquet ${params.analysis}.failed.jsonl
    """
}

workflow {
    lots = channel.fromPath("${params.structures}/**.{bcif,bcif.gz,cif,cif.gz,pdb,pdb.gz,ent,ent.gz}", checkIfExists: true)
        .toSortedList()
        .flatMap { files ->
            files.collate(params.lot as Integer).withIndex().collect { part, k -> [String.format('%05d', k), part] }
        }
    measure(lots)
    merge(measure.out.collect())
}
