namespace FijiBridge.Engine.Evaluation;

/// <summary>
/// The assignment problem on a sparse table: rows and columns are paired one to one so that the sum of the weights of the
/// pairs is largest; pairs outside the table, like rows and columns left over, weigh 0. Solved by shortest augmenting
/// paths (the Hungarian method with Dijkstra's search; Jonker and Volgenant, Computing 1987), whose searches stay within
/// clusters of rows and columns that are linked.
/// </summary>
internal static class SparseAssignment
{
    /// <summary>Solves the problem.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="entries">Row, column and weight (at least 0) of every entry, by rising row.</param>
    /// <returns>Indices of the entries that are chosen, by rising row.</returns>
    public static List<int> Maximize(int rows, int columns, IReadOnlyList<(int Row, int Column, double Weight)> entries)
    {
        var first = new int[rows + 1];
        var largest = 0.0;
        foreach (var (row, _, weight) in entries)
        {
            first[row + 1]++;
            largest = Math.Max(largest, weight);
        }

        for (var r = 0; r < rows; r++)
        {
            first[r + 1] += first[r];
        }

        // Costs to be minimised: largest - weight >= 0. Column "columns + r" is the spare one of row r, with weight 0.
        var nodes = columns + rows;
        var columnPrice = new double[nodes];
        var entryOfRow = new int[rows];
        var rowOfColumn = new int[nodes];
        Array.Fill(entryOfRow, -1);
        Array.Fill(rowOfColumn, -1);
        var distance = new double[nodes];
        var entryTo = new int[nodes];
        var rowTo = new int[nodes];
        var settled = new bool[nodes];
        Array.Fill(distance, double.PositiveInfinity);
        var queue = new PriorityQueue<int, double>();
        var touched = new List<int>();
        var rowPrice = new double[rows];

        for (var start = 0; start < rows; start++)
        {
            queue.Clear();
            touched.Clear();
            var end = -1;
            Reach(start, 0);
            while (queue.TryDequeue(out var column, out var d))
            {
                if (settled[column] || d > distance[column])
                {
                    continue;
                }

                settled[column] = true;
                if (rowOfColumn[column] < 0)
                {
                    end = column;
                    break;
                }

                Reach(rowOfColumn[column], d);
            }

            // Prices keep all reduced costs at or above 0, and at 0 along the assignment.
            var length = distance[end];
            rowPrice[start] += length;
            foreach (var column in touched)
            {
                if (settled[column] && column != end)
                {
                    columnPrice[column] -= length - distance[column];
                    rowPrice[rowOfColumn[column]] += length - distance[column];
                }
            }

            for (var column = end; ;)
            {
                var row = rowTo[column];
                var before = entryOfRow[row];
                (rowOfColumn[column], entryOfRow[row]) = (row, entryTo[column]);
                if (row == start)
                {
                    break;
                }

                column = entries[before].Column;
            }

            foreach (var column in touched)
            {
                (distance[column], settled[column]) = (double.PositiveInfinity, false);
            }
        }

        return [.. entryOfRow.Where(e => e >= 0)];

        void Reach(int row, double d)
        {
            for (var e = first[row]; e < first[row + 1]; e++)
            {
                Relax(row, entries[e].Column, e, d + (largest - entries[e].Weight) - rowPrice[row] - columnPrice[entries[e].Column]);
            }

            Relax(row, columns + row, -1, d + largest - rowPrice[row] - columnPrice[columns + row]);
        }

        void Relax(int row, int column, int entry, double d)
        {
            if (!settled[column] && d < distance[column])
            {
                if (double.IsPositiveInfinity(distance[column]))
                {
                    touched.Add(column);
                }

                (distance[column], rowTo[column], entryTo[column]) = (d, row, entry);
                queue.Enqueue(column, d);
            }
        }
    }
}
